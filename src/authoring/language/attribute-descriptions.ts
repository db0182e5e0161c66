import * as l10n from '@vscode/l10n';

/** What each attribute of a step means, by its key; `id` is written `#name`. */
export function attributeDescriptions(): Readonly<Record<string, string>> {
  return {
    id: l10n.t('name of the step, for requires, logs and reports'),
    target: l10n.t('servers that it runs on: a server, a pool, role:NAME, or a list of them'),
    rolling: l10n.t('on several servers one after the other; stops at the first that fails'),
    throttle: l10n.t('on how many servers at once'),
    requires: l10n.t('steps that have to be done before, with commas between'),
    when: l10n.t('condition; where it does not hold the step is skipped'),
    confirm: l10n.t('shows the plan and asks before it begins'),
    timeout: l10n.t('longest time that it may take, for example 30m'),
    'on-error': l10n.t('stop, continue, or retry:N'),
    expect: l10n.t('time that it takes as a rule, for example 5m'),
  };
}

import { orderTexts } from '../../../errors/runbook-rules.ts';
import { stepRange } from '../../step-facts.ts';
import { parameterOf, takes, type Operation } from '../operations.ts';
import { here, shown, type OrderRule } from './order-rule.ts';

/** What prepares Active Directory, in the order in which it is done. */
const preparations = ['install-csadserverschema', 'enable-csadforest', 'enable-csaddomain'];

/** What needs a prepared directory. */
function needsDirectory(each: Operation): boolean {
  switch (each.name) {
    case 'enable-cstopology':
    case 'publish-cstopology':
    case 'install-csdatabase':
    case 'set-csconfigurationstorelocation':
    case 'bootstrapper.exe':
      return true;
    case 'import-csconfiguration':
      return !takes(each, 'LocalStore');
    default:
      return false;
  }
}

/** The directory is prepared before anything of Lync is installed: schema, forest, domain. */
export const directory: OrderRule = ({ all, steps }) => {
  const wizard = steps.find(facts => parameterOf(facts, 'deployment-wizard', 'step') !== undefined);
  const roles = wizard === undefined ? Infinity : stepRange(wizard.step).start.line;
  return all.flatMap((each, index) => {
    const place = preparations.indexOf(each.name);
    if (place < 0) return [];
    const before = all.slice(0, index);
    const lync = before.find(needsDirectory);
    const late = before.find(({ name }) => preparations.indexOf(name) > place);
    if (late !== undefined) {
      const text = orderTexts.preparation(shown(each), shown(late));
      return [here(each, 'order-directory', text)];
    }
    return lync !== undefined || stepRange(each.facts.step).start.line > roles
      ? [here(each, 'order-directory', orderTexts.directoryLate(shown(each)))]
      : [];
  });
};

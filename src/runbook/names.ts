/** Text of a pattern for the name of a variable; letters of any language, as in PowerShell. */
export const namePattern = '[\\p{L}_][\\p{L}\\p{Nd}_]*';

const wholeName = new RegExp(`^${namePattern}$`, 'u');

/** Whether a text can name a variable. */
export function isVariableName(text: string): boolean {
  return wholeName.test(text);
}

/** What two names have in common if they name the same variable: PowerShell ignores case. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/**
 * Variables that PowerShell sets or reads itself (about_Automatic_Variables and
 * about_Preference_Variables, 3.0 to 7.5), and `estate`, which names facts.
 */
const reserved = new Set(
  [
    '_ args ConsoleFileName EnabledExperimentalFeatures Error Event EventArgs EventSubscriber',
    'ExecutionContext false ForEach foreach HOME Host input IsCoreCLR IsLinux IsMacOS IsWindows',
    'LASTEXITCODE Matches MyInvocation NestedPromptLevel null PID PROFILE PSBoundParameters PSCmdlet',
    'PSCommandPath PSCulture PSDebugContext PSEdition PSHOME PSItem PSScriptRoot PSSenderInfo',
    'PSUICulture PSVersionTable PWD Sender SHELLID StackTrace switch this true',
    'ConfirmPreference DebugPreference ErrorActionPreference ErrorView FormatEnumerationLimit',
    'InformationPreference LogCommandHealthEvent LogCommandLifecycleEvent LogEngineHealthEvent',
    'LogEngineLifecycleEvent LogProviderHealthEvent LogProviderLifecycleEvent MaximumAliasCount',
    'MaximumDriveCount MaximumErrorCount MaximumFunctionCount MaximumHistoryCount',
    'MaximumVariableCount OFS OutputEncoding ProgressPreference PSDefaultParameterValues',
    'PSEmailServer PSModuleAutoLoadingPreference PSModulePath PSNativeCommandArgumentPassing',
    'PSNativeCommandUseErrorActionPreference PSSessionApplicationName PSSessionConfigurationName',
    'PSSessionOption PSStyle Transcript VerbosePreference WarningPreference WhatIfPreference',
    'estate',
  ]
    .join(' ')
    .split(' ')
    .map(nameKey),
);

/** Whether PowerShell, or the runbook itself, uses the name for something else. */
export function isReservedName(name: string): boolean {
  return reserved.has(nameKey(name));
}

/** A map whose keys are names of variables. */
export class NameMap<T> {
  readonly #items = new Map<string, T>();

  get(name: string): T | undefined {
    return this.#items.get(nameKey(name));
  }

  has(name: string): boolean {
    return this.#items.has(nameKey(name));
  }

  set(name: string, value: T): void {
    this.#items.set(nameKey(name), value);
  }

  values(): Iterable<T> {
    return this.#items.values();
  }
}

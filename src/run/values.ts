import type { LoggedValue, LoggedValues } from '../log/events.ts';
import { Secret, type VariableScope, type VariableValue } from '../runbook/variables.ts';

/** A value as the log keeps it. */
export function loggedValue(value: VariableValue): LoggedValue {
  return value instanceof Secret ? { secret: value.name } : value;
}

/** Values by name, as the log keeps them. */
export function loggedValues(values: ReadonlyMap<string, VariableValue>): LoggedValues {
  return Object.fromEntries([...values].map(([name, value]) => [name, loggedValue(value)]));
}

/** Every declared variable that has a value, as the log keeps it. */
export function scopeValues(scope: VariableScope): LoggedValues {
  const values = new Map<string, VariableValue>();
  for (const name of scope.names()) {
    const value = scope.variable(name);
    if (value !== undefined) values.set(name, value);
  }
  return loggedValues(values);
}

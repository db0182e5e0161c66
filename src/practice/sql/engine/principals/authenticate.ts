import { LoginRefused } from '../../session/contract.ts';
import type { Login7 } from '../../wire/login.ts';
import type { Instance } from '../instance/instance.ts';
import { messageText } from '../messages/sql-error.ts';
import { passwordFits, type Login } from './principals.ts';

/** Wrong passwords in a row after which a login with a policy is locked, as a usual domain sets it. */
const lockAfter = 5;

/** The refusal of a login with the server's own text. */
export function refused(instance: Instance, number: number, user: string, state = 1): LoginRefused {
  return new LoginRefused([instance.message(number, messageText(number, user), 14, state)]);
}

/**
 * The login that these credentials are good for; throws `LoginRefused` with the server's error. The
 * client never learns more than state 1 of 18456.
 */
export function authenticate(instance: Instance, request: Login7): Login {
  if (request.integrated) throw refused(instance, 18452, '');
  const login = instance.findLogin(request.userName);
  if (login?.type !== 'S') throw refused(instance, 18456, request.userName);
  if (login.locked) throw refused(instance, 18486, login.name);
  if (!passwordFits(request.password, login.password)) {
    login.failures++;
    if (login.checkPolicy && login.failures >= lockAfter) login.locked = true;
    throw refused(instance, 18456, request.userName);
  }
  if (login.disabled) throw refused(instance, 18470, login.name);
  if (login.mustChange) throw refused(instance, 18488, login.name);
  if (login.expired) throw refused(instance, 18487, login.name);
  login.failures = 0;
  return login;
}

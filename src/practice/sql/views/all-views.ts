import { databaseViews } from './database-views.ts';
import { indexViews } from './index-views.ts';
import { objectViews } from './object-views.ts';
import { principalViews } from './principal-views.ts';
import { sessionViews } from './session-views.ts';
import type { SystemView } from './view.ts';

const views: ReadonlyMap<string, SystemView> = new Map([
  ...databaseViews,
  ...objectViews,
  ...indexViews,
  ...principalViews,
  ...sessionViews,
]);

/** Old names (`master..sysdatabases`) that need no schema. */
const withoutSchema = new Set([
  'sysdatabases',
  'sysprocesses',
  'sysobjects',
  'sysusers',
  'sysfiles',
]);

/** The catalogue view of that name; undefined when there is none. */
export function findView(schema: string, name: string): SystemView | undefined {
  const lower = name.toLowerCase();
  const inSchema = schema.toLowerCase();
  if (inSchema === 'sys') return views.get(`sys.${lower}`);
  if (inSchema === 'information_schema') return views.get(`information_schema.${lower}`);
  if ((inSchema === '' || inSchema === 'dbo') && withoutSchema.has(lower))
    return views.get(`sys.${lower}`);
  return undefined;
}

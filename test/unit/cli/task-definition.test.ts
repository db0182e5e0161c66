import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import type { ScheduledJob } from '../../../src/cli/schedule/job.ts';
import { windowsTask } from '../../../src/cli/schedule/windows-task.ts';

/** Types of the published schema of Task Scheduler 1.2 ([MS-TSCH] 2.5), as far as a task has them. */
const types = {
  text: /^[^]*$/,
  'text that is not empty': /^[^]+$/,
  address: /^[^\s<>"{}|^`]+$/,
  boolean: /^(?:true|false|1|0)$/,
  'date and time':
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/,
  duration: /^P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/,
  '1 to 365': /^(?:[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-5])$/,
  logon: /^(?:S4U|Password|InteractiveToken|InteractiveTokenOrPassword)$/,
  'run level': /^(?:LeastPrivilege|HighestAvailable)$/,
  'policy of instances': /^(?:Parallel|Queue|IgnoreNew|StopExisting)$/,
} as const;

type Type = keyof typeof types;

interface Rule {
  /** `in order`: as an `xs:sequence` has them; else in any order, as `xs:all`. */
  readonly order: 'in order' | 'any';
  readonly children: Readonly<Record<string, Type | 'elements'>>;
  readonly required?: readonly string[];
  /** Exactly one of these. */
  readonly oneOf?: readonly string[];
  readonly attributes?: Readonly<Record<string, RegExp>>;
}

/** What may stand in each element, from the published schema. */
const rules: Readonly<Record<string, Rule>> = {
  Task: {
    order: 'any',
    children: {
      RegistrationInfo: 'elements',
      Triggers: 'elements',
      Settings: 'elements',
      Data: 'text',
      Principals: 'elements',
      Actions: 'elements',
    },
    required: ['Actions'],
    attributes: {
      version: /^\d+\.\d+$/,
      xmlns: /^http:\/\/schemas\.microsoft\.com\/windows\/2004\/02\/mit\/task$/,
    },
  },
  RegistrationInfo: {
    order: 'any',
    children: {
      URI: 'address',
      SecurityDescriptor: 'text',
      Source: 'text',
      Date: 'date and time',
      Author: 'text',
      Version: 'text',
      Description: 'text',
      Documentation: 'text',
    },
  },
  Triggers: { order: 'any', children: { CalendarTrigger: 'elements' } },
  CalendarTrigger: {
    order: 'in order',
    children: {
      Enabled: 'boolean',
      StartBoundary: 'date and time',
      EndBoundary: 'date and time',
      Repetition: 'elements',
      ExecutionTimeLimit: 'duration',
      RandomDelay: 'duration',
      ScheduleByDay: 'elements',
    },
    oneOf: ['ScheduleByDay', 'ScheduleByWeek', 'ScheduleByMonth', 'ScheduleByMonthDayOfWeek'],
  },
  ScheduleByDay: { order: 'any', children: { DaysInterval: '1 to 365' } },
  Principals: { order: 'any', children: { Principal: 'elements' }, required: ['Principal'] },
  Principal: {
    order: 'any',
    children: {
      UserId: 'text that is not empty',
      LogonType: 'logon',
      GroupId: 'text that is not empty',
      DisplayName: 'text',
      RunLevel: 'run level',
    },
    attributes: { id: /^[A-Za-z_][\w.-]*$/ },
  },
  Settings: {
    order: 'any',
    children: {
      AllowStartOnDemand: 'boolean',
      MultipleInstancesPolicy: 'policy of instances',
      DisallowStartIfOnBatteries: 'boolean',
      StopIfGoingOnBatteries: 'boolean',
      AllowHardTerminate: 'boolean',
      StartWhenAvailable: 'boolean',
      RunOnlyIfNetworkAvailable: 'boolean',
      WakeToRun: 'boolean',
      Enabled: 'boolean',
      Hidden: 'boolean',
      ExecutionTimeLimit: 'duration',
    },
  },
  Actions: {
    order: 'any',
    children: { Exec: 'elements' },
    oneOf: ['Exec'],
    attributes: { Context: /^[A-Za-z_][\w.-]*$/ },
  },
  Exec: {
    order: 'any',
    children: {
      Command: 'text that is not empty',
      Arguments: 'text',
      WorkingDirectory: 'text',
    },
    required: ['Command'],
  },
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The elements of a document that is well-formed XML; throws where it is not. */
function parsed(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', text => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  const [task] = root.children;
  assert.ok(task !== undefined);
  return task;
}

/** Everything by which an element, or one below it, is not as the schema has it. */
function faultsOf(element: Element): string[] {
  const { name, attributes, children } = element;
  const rule = rules[name];
  if (rule === undefined) return [`${name} is no element of a task`];
  const names = children.map(child => child.name);
  const known = Object.keys(rule.children);
  const places = names.map(each => known.indexOf(each));
  const faults: string[] = [];
  for (const each of new Set(names)) {
    if (!known.includes(each)) faults.push(`${name} has no ${each}`);
    if (names.filter(one => one === each).length > 1) faults.push(`${name} has two of ${each}`);
  }
  if (rule.order === 'in order' && places.some((place, i) => place < (places[i - 1] ?? 0))) {
    faults.push(`${name} has ${names.join()} in another order`);
  }
  for (const each of rule.required ?? []) {
    if (!names.includes(each)) faults.push(`${name} lacks ${each}`);
  }
  const { oneOf } = rule;
  if (oneOf !== undefined && names.filter(each => oneOf.includes(each)).length !== 1) {
    faults.push(`${name} needs one of ${oneOf.join()}`);
  }
  for (const [key, value] of Object.entries(attributes)) {
    if (rule.attributes?.[key]?.test(value) !== true) faults.push(`${name} ${key}="${value}"`);
  }
  if (element.text.trim() !== '') faults.push(`${name} has text`);
  for (const child of children) {
    const type = rule.children[child.name];
    if (type === 'elements') faults.push(...faultsOf(child));
    else if (type !== undefined) {
      if (child.children.length > 0) faults.push(`${child.name} has elements`);
      if (!types[type].test(child.text)) faults.push(`${child.name} is no ${type}: ${child.text}`);
    }
  }
  return faults;
}

/** The text of the element at the end of a path, such as `Actions/Exec/Command`. */
function textAt(task: Element, path: string): string | undefined {
  let at: Element | undefined = task;
  for (const name of path.split('/')) at = at?.children.find(child => child.name === name);
  return at?.text;
}

const job: ScheduledJob = {
  name: 'nightly',
  description: 'Back up',
  command: ['C:\\Program Files\\rr\\rr.cmd', 'run', 'C:\\run books\\b.runbook.md', '--yes'],
  env: {},
  folder: 'C:\\run books',
  at: { hour: 2, minute: 5 },
  limitHours: 12,
};

describe('a task for Windows, held against the published schema of Task Scheduler', () => {
  const accounts = ['CONTOSO\\backup$', 'CONTOSO\\anna', 'NT AUTHORITY\\SYSTEM', 'S-1-5-18', '<&>'];
  const jobs: readonly (readonly [what: string, job: ScheduledJob])[] = [
    ['as it is', job],
    ['at midnight', { ...job, at: { hour: 0, minute: 0 } }],
    ['a minute before', { ...job, at: { hour: 23, minute: 59 } }],
    ['with an environment', { ...job, env: { ELECTRON_RUN_AS_NODE: '1', A_B: 'C:\\a & b' } }],
    [
      'with signs of XML',
      { ...job, description: ']]> <!-- & "\' \ud83d\ude00', folder: 'C:\\R&D <x>' },
    ],
    ['with a network path', { ...job, folder: '\\\\fs01\\ops$\\lync' }],
  ];
  for (const [what, each] of jobs) {
    it(`is valid ${what}, for every kind of account`, () => {
      for (const account of accounts) {
        for (const day of ['2026-11-22', '2028-02-29', '2026-01-01']) {
          const task = parsed(windowsTask(each, account, day));
          assert.equal(task.name, 'Task');
          assert.deepEqual(faultsOf(task), []);
          assert.equal(textAt(task, 'Principals/Principal/UserId'), account);
          assert.equal(textAt(task, 'Actions/Exec/WorkingDirectory'), each.folder);
          assert.equal(textAt(task, 'RegistrationInfo/Description'), each.description);
          assert.equal(textAt(task, 'RegistrationInfo/URI'), `\\${each.name}`);
        }
      }
    });
  }

  it('names the principal under whose rights its action runs', () => {
    const task = parsed(windowsTask(job, 'S-1-5-18', '2026-11-22'));
    const find = (name: string): Element | undefined =>
      task.children.find(child => child.name === name);
    assert.equal(
      find('Actions')?.attributes.Context,
      find('Principals')?.children[0]?.attributes.id,
    );
  });

  it('the rules find what is wrong', () => {
    const good = windowsTask(job, 'S-1-5-18', '2026-11-22');
    const start = '      <StartBoundary>2026-11-22T02:05:00</StartBoundary>\r\n';
    for (const [from, to, fault] of [
      [start, `${start}      <Enabled>true</Enabled>\r\n`, /in another order/],
      ['T02:05:00', 'T2:05:00', /StartBoundary is no date and time/],
      ['PT12H', '12h', /ExecutionTimeLimit is no duration/],
      ['>IgnoreNew<', '>Ignore<', /MultipleInstancesPolicy is no policy/],
      ['<DaysInterval>1<', '<DaysInterval>0<', /DaysInterval is no 1 to 365/],
      ['2004/02/mit/task', '2004/task', /Task xmlns/],
      ['RunLevel', 'Runlevel', /Principal has no Runlevel/],
      ['<Enabled>true</Enabled>', '<Enabled>yes</Enabled>', /Enabled is no boolean/],
    ] as const) {
      const faults = faultsOf(parsed(good.replaceAll(from, to)));
      assert.match(faults.join('\n'), fault);
    }
    assert.throws(() => parsed(good.replace('</Task>', '')));
  });
});

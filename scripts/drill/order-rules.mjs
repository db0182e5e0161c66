/**
 * The order that a recovery must keep, read off what its recovery logs say was done. Each rule names what
 * comes first and what comes after it; a run that does not do both keeps it.
 */
const rules = [
  {
    name: 'the Central Management store before anything is published',
    first: /Import-CsConfiguration -FileName (?!.*-LocalStore)/u,
    then: /Enable-CsTopology|Publish-CsTopology/u,
  },
  {
    name: 'back end before Front Ends',
    first: /task: create-databases|Install-CsDatabase -ConfiguredDatabases/u,
    then: /Import-CsUserData/u,
  },
  {
    name: 'services stopped before Import-CsUserData',
    first: /Stop-CsWindowsService/u,
    then: /Import-CsUserData/u,
  },
  {
    name: 'services started after Import-CsUserData',
    first: /Import-CsUserData/u,
    then: /Start-CsWindowsService(?! -Name)/u,
    last: true,
  },
  {
    name: 'failover of the Central Management store before that of the pool',
    first: /Invoke-CsManagementServerFailover/u,
    then: /Invoke-CsPoolFailOver/u,
  },
  {
    name: 'next hop of the Edge before the failover of its pool',
    first: /Set-CsEdgeServer/u,
    then: /Invoke-CsPoolFailOver/u,
  },
  {
    name: 'locations imported, then published',
    first: /Import-CsLisConfiguration/u,
    then: /Publish-CsLisConfiguration/u,
  },
  {
    name: 'response groups after services run',
    first: /Start-CsWindowsService(?! -Name)|step: 4/u,
    then: /Import-CsRgsConfiguration/u,
  },
  {
    name: 'no user data imported into a pool that was failed over',
    first: /Import-CsUserData/u,
    then: /Invoke-CsPoolFailOver/u,
    never: true,
  },
];

/** Lines of code without comments: a cell may talk about a cmdlet that it does not call. */
function codeOf(text) {
  return text
    .split('\n')
    .filter(line => !line.trimStart().startsWith('#'))
    .join('\n');
}

/** Places of a pattern in the steps, as numbers that grow with what is done. */
function placesOf(steps, pattern) {
  return steps.flatMap((step, i) => {
    const at = codeOf(step).search(pattern);
    return at < 0 ? [] : [i + at / (step.length + 1)];
  });
}

function ruleBroken(steps, { first, then, last = false, never = false }) {
  const before = placesOf(steps, first);
  const after = placesOf(steps, then);
  if (before.length === 0 || after.length === 0) return false;
  if (never) return true;
  return last ? before.at(-1) > after.at(-1) : before[0] > after[0];
}

/** Steps 1 to 4 of the wizard, on each server in this order. */
function wizardBroken(steps) {
  const done = new Map();
  for (const step of steps) {
    if (!step.startsWith('deployment-wizard:')) continue;
    const server = /server: *(\S+)/u.exec(step)?.[1] ?? '';
    const number = Number(/step: *(\d)/u.exec(step)?.[1]);
    if (number < (done.get(server) ?? 0)) return true;
    done.set(server, number);
  }
  return false;
}

/** Names of the rules that these steps, in the order in which they succeeded, have broken. */
export function brokenRules(steps) {
  const broken = rules.filter(rule => ruleBroken(steps, rule)).map(rule => rule.name);
  return wizardBroken(steps) ? [...broken, 'steps 1 to 4 of the wizard'] : broken;
}

/** Texts of the steps that succeeded, in order, from the lines of a recovery log. */
export function succeededSteps(log) {
  const texts = new Map();
  const steps = [];
  for (const line of log.split('\n').filter(one => one !== '')) {
    const { event } = JSON.parse(line);
    if (event.type === 'step-started') texts.set(event.step, event.text);
    if (event.type === 'step-ended' && event.outcome === 'succeeded') {
      steps.push(texts.get(event.step) ?? '');
    }
  }
  return steps;
}

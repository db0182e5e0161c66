/** What each command is for and what its options mean. The page and a test hold them to the usage texts. */

/** A sentence for each command, and the pages that say more. */
export const commandWords = {
  run: {
    about:
      'Executes a runbook and writes its recovery log. Without `--mode` it rehearses: plans are shown, nothing but reads is sent.',
    pages: ['runbook-format.md', 'powershell.md', 'databases.md'],
    options: {
      '--estate':
        'The estate file. Without it: the one in the working folder or beside the runbook.',
      '--mode':
        '`rehearse` (default), `practice` (practice estates only) or `live` (real ones only).',
      '--var':
        'A value of a variable of the runbook, as often as needed. Secrets come from the environment: `RECOVERY_RUNBOOKS_SECRET_NAME`.',
      '--yes':
        'Agrees to the plans of all steps. What destroys data on a server wants `--destroy` as well. In a resumed run, an interrupted step that is not found done is run again.',
      '--destroy': 'Agrees to the loss of the data of this server; as often as needed.',
      '--incident': 'Name of the incident, for the log; together with `--declared`.',
      '--declared':
        'When the incident was declared, ISO 8601 with its zone: the recovery time counts from then.',
      '--from': 'Begins with this step.',
      '--resume':
        'Goes on with the interrupted run of this log; mode and incident stay what they were.',
      '--logs': 'Folder of the recovery log.',
      '--json': 'What happens, as JSON.',
    },
  },
  lint: {
    about: 'Says what is wrong with runbooks, with file, line and column. Nothing is run.',
    pages: ['writing-runbooks.md'],
    options: {
      '--estate': 'Names and versions are held against this estate file, too.',
      '--no-powershell':
        'The parser of the PowerShell that is there is not asked for errors of syntax.',
      '--json': 'A list of findings as JSON.',
      '--sarif': 'A SARIF 2.1.0 log.',
    },
  },
  log: {
    about:
      'Reads, verifies, compares and reports recovery logs; adds notes beside them; shares them.',
    pages: ['recovery-logs.md', 'recovery-log-format.md'],
    options: {
      '--trust': 'A file with the public key that must have signed.',
      '--json': 'The result as JSON.',
      '--logs': 'Folder of logs. Without it: `recovery-logs` in the working folder.',
      '--overdue': 'Runbooks that have not succeeded for so many days.',
      '--server': 'Only runs that touched this server.',
      '--outcome': 'Only runs or steps with this outcome.',
      '--runbook': 'Only runs of this runbook.',
      '--since': 'Only runs of this day and later.',
      '--until': 'Only runs of this day and earlier.',
      '--format': '`html` or `md`.',
      '--out': 'File to write. Without it: standard output.',
      '--anonymous': 'Leaves people, computers and folders out.',
      '--step': 'The step that it is about.',
      '--file': 'A file that is evidence.',
      '--text': 'A text: the evidence, or a remark to the decision.',
      '--role': 'What the participant does.',
      '--severity': '`minor`, `major` or `critical`.',
      '--owner': 'Who mends it.',
      '--due': 'The day until which it is to be mended.',
      '--record': 'Number of a record that the finding rests on; as often as needed.',
      '--close': 'Closes the finding with this identifier.',
      '--remove': 'Takes the key of this name off the list of trusted keys.',
      '--as': 'In which capacity one signs.',
      '--decision': '`passed`, `passed-with-conditions` or `failed`.',
      '--to': 'Folder of the team.',
      '--name': 'Whose key it is.',
    },
  },
  set: {
    about:
      'Lists backup sets, says what they are worth, verifies, compares and removes them, opens their recovery kit.',
    pages: ['backup-set-format.md'],
    options: {
      '--estate': 'The estate file that the sets belong to.',
      '--json': 'The result as JSON.',
      '--level': '`quick`, `sample` or `full`: how much is read again.',
      '--pfx-secret': 'Name of the secret with the password of PFX files.',
      '--keep-last': 'How many of the newest sets stay.',
      '--keep-daily': 'Of how many days one stays.',
      '--keep-weekly': 'Of how many weeks one stays.',
      '--keep-monthly': 'Of how many months one stays.',
      '--logs': 'Folder of recovery logs; sets that a run restored from stay.',
      '--even-in-logs': 'Lets go of sets that recovery logs name.',
      '--yes': 'Removes. Without it the command only says what would go.',
      '--to': 'Folder for the recovery kit.',
      '--secret': 'Name of the secret with the password.',
      '--out': 'File to write.',
    },
  },
  plan: {
    about:
      'Chooses the procedure for what is lost, says why, and writes the runbook for exactly this case.',
    pages: ['recovering.md'],
    options: {
      '--estate': 'The estate file.',
      '--out': 'The runbook to write; a file that is there is never replaced.',
      '--lost': 'What else is lost; as often as needed.',
      '--no-fail-over': 'Restores a paired pool from the backup set although its partner is left.',
      '--json': 'Procedure, reasons and files as JSON.',
    },
  },
  schedule: {
    about: 'Writes the files that let the system’s scheduler run a backup runbook every night.',
    pages: ['backup-set-format.md'],
    options: {
      '--estate': 'The estate file.',
      '--kind': '`windows`, `cron` or `systemd`. Without it: what fits this computer.',
      '--at': 'Time of day, `02:00` without it.',
      '--account': 'Account of the Windows task; a group managed service account reaches shares.',
      '--name': 'Name of the task.',
      '--out': 'Folder for the files.',
    },
  },
  estate: {
    about:
      'Shows how an estate file is understood, asks servers and SQL Servers how they are, makes a file from a topology, and compares the two.',
    pages: ['estate-file.md', 'estate-import.md'],
    options: {
      '--only':
        'With `check`: only this site, pool, server or SQL Server instance; as often as needed.',
      '--json': 'The result as JSON.',
      '--out': 'File to write. Without it: standard output.',
      '--replace': 'Replaces the file that is there; what a person had completed is kept.',
      '--live': 'Asks the management shell of this server.',
      '--estate': 'The estate file that says how the server is reached.',
      '--yes': 'Agrees to the commands that the estate file names for shells.',
    },
  },
  practice: {
    about: 'Makes a practice estate, breaks it, and shows what is left of it.',
    pages: ['practice-estate.md', 'practice-sql.md'],
    options: {
      '--estate':
        '`full`, with `create`: every kind of server. Else: the folder of the practice estate.',
      '--central-management': 'The pool that is to host the Central Management store.',
      '--json': 'The result as JSON.',
      '--times': 'How often the fault strikes.',
      '--browser-port': 'UDP port of SQL Browser.',
      '--fault-port': 'Port that takes faults of the SQL endpoint.',
    },
  },
};

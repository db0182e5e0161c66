"""python-tds against a server: pytds_client.py PORT, with the password on standard input.

Prints a JSON object a line: the TDS version, what was tried, and what came back.
"""

import json
import sys

import pytds

port = int(sys.argv[1])
password = sys.stdin.readline().strip()


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value if isinstance(value, (int, type(None))) else str(value)


def steps(connection):
    cursor = connection.cursor()

    def rows(text, parameters=()):
        cursor.execute(text, parameters)
        return cursor.fetchall()

    def undone():
        cursor.execute("insert into LcsLog.dbo.Users (UserUri) values ('pytds')")
        connection.rollback()
        return rows("select count(*) from LcsLog.dbo.Users where UserUri = 'pytds'")

    yield 'values', lambda: rows(
        "select cast('2014-06-01' as date), cast('01:02:03.5' as time(1)), cast(1.5 as money), cast(3 as sql_variant),"
        " len(cast(replicate(cast('x' as varchar(max)), 20000) as varchar(max)))")
    yield 'undone', undone
    yield 'output', lambda: cursor.callproc(
        'sp_executesql', ['set @r = @a * 2', '@a int, @r int output', 21, pytds.output(param_type='int')])[3]
    yield 'missing', lambda: cursor.callproc('nothing_here')
    yield 'table', lambda: rows('select * from %s', (pytds.TableValuedParam(
        'dbo.t', [pytds.Column(type=pytds.tds_types.IntType())], rows=[(1,)]),))
    yield 'after', lambda: rows('select 6')


for version in (0x71000001, 0x72090002, 0x730B0003, 0x74000004):
    with pytds.connect('127.0.0.1', database='LcsCDR', user='recovery', password=password, port=port,
                       tds_version=version, login_timeout=20) as opened:
        for name, work in steps(opened):
            try:
                result = plain(work())
            except Exception as error:
                result = str(error)
            print(json.dumps({'version': f'{version:x}', 'step': name, 'result': result}))

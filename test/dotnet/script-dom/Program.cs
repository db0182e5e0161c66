// Parses T-SQL with Microsoft's own parsers for SQL Server 2008 R2 and 2012. Standard input: one JSON
// string a line. Output: one JSON object for each error, and the number of texts at the end.
using System.Text.Json;
using Microsoft.SqlServer.TransactSql.ScriptDom;

var parsers = new (string Name, TSqlParser Parser)[]
{
    ("2008 R2", new TSql100Parser(initialQuotedIdentifiers: true)),
    ("2012", new TSql110Parser(initialQuotedIdentifiers: true)),
};
long count = 0;
for (var line = Console.ReadLine(); line is not null; line = Console.ReadLine())
{
    var text = JsonSerializer.Deserialize<string>(line) ?? throw new InvalidDataException(line);
    foreach (var (name, parser) in parsers)
    {
        using var reader = new StringReader(text);
        parser.Parse(reader, out var errors);
        foreach (var error in errors)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { index = count, parser = name, line = error.Line, column = error.Column, message = error.Message }));
        }
    }
    count++;
}
Console.WriteLine(JsonSerializer.Serialize(new { parsed = count }));

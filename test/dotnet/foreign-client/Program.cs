using System.Data;
using System.Text.Json;
using Microsoft.Data.SqlClient;

// Runs one script against a server and prints what comes back, one JSON object a line.
// Usage: foreign-client HOST,PORT USER ENCRYPT MODE, with the password and the script on standard input:
// the password on the first line, the T-SQL after it. MODE: batch, execute, parameters, cancel, many.

string server = args[0];
string user = args[1];
string encrypt = args[2];
string mode = args[3];
string password = Console.In.ReadLine() ?? "";
string script = Console.In.ReadToEnd();

void Say(object line) => Console.WriteLine(JsonSerializer.Serialize(line));

object? Plain(SqlDataReader reader, int n)
{
    if (reader.IsDBNull(n)) return null;
    return reader.GetDataTypeName(n) switch
    {
        "decimal" or "numeric" => reader.GetSqlDecimal(n).ToString(),
        "varbinary" or "binary" => Convert.ToHexString((byte[])reader.GetValue(n)),
        "datetime" or "datetime2" or "date" or "smalldatetime" => reader.GetDateTime(n).ToString("o"),
        _ => Convert.ToString(reader.GetValue(n), System.Globalization.CultureInfo.InvariantCulture),
    };
}

void Errors(SqlException exception)
{
    foreach (SqlError error in exception.Errors)
        Say(new { kind = "error", number = error.Number, severity = error.Class, state = error.State, line = error.LineNumber, text = error.Message });
}

void Results(SqlDataReader reader)
{
    do
    {
        if (reader.FieldCount == 0) continue;
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var types = Enumerable.Range(0, reader.FieldCount).Select(reader.GetDataTypeName).ToArray();
        Say(new { kind = "columns", names, types });
        long count = 0;
        while (reader.Read())
        {
            count++;
            if (mode != "many") Say(new { kind = "row", values = Enumerable.Range(0, reader.FieldCount).Select(n => Plain(reader, n)).ToArray() });
        }
        Say(new { kind = "rows", count });
    } while (reader.NextResult());
}

var settings = new SqlConnectionStringBuilder
{
    DataSource = "tcp:" + server,
    UserID = user,
    Password = password,
    InitialCatalog = "master",
    Encrypt = SqlConnectionEncryptOption.Parse(encrypt),
    TrustServerCertificate = true,
    ConnectTimeout = 15,
    Pooling = false,
    ConnectRetryCount = 0,
};
try
{
    using var connection = new SqlConnection(settings.ConnectionString);
    connection.InfoMessage += (_, message) =>
    {
        foreach (SqlError error in message.Errors)
            Say(new { kind = "info", number = error.Number, severity = error.Class, text = error.Message });
    };
    connection.Open();
    Say(new { kind = "open", version = connection.ServerVersion, database = connection.Database });
    using var command = connection.CreateCommand();
    command.CommandText = script;
    command.CommandTimeout = mode == "cancel" ? 1 : 60;
    if (mode == "parameters")
    {
        command.Parameters.Add("@number", SqlDbType.Int).Value = 42;
        command.Parameters.Add("@text", SqlDbType.NVarChar, 100).Value = "O'Brien \u20ac \u4f1a\u8b70";
        command.Parameters.Add("@exact", SqlDbType.Decimal).Value = 12345678901234567.89m;
        command.Parameters.Add("@bytes", SqlDbType.VarBinary, -1).Value = new byte[] { 1, 2, 255 };
        command.Parameters.Add("@when", SqlDbType.DateTime2).Value = new DateTime(2014, 6, 1, 2, 3, 4, 567);
        command.Parameters.Add("@guid", SqlDbType.UniqueIdentifier).Value = new Guid("01234567-89ab-cdef-0123-456789abcdef");
        command.Parameters.Add("@nothing", SqlDbType.Int).Value = DBNull.Value;
        var result = command.Parameters.Add("@result", SqlDbType.BigInt);
        result.Direction = ParameterDirection.Output;
        using (var reader = command.ExecuteReader()) Results(reader);
        Say(new { kind = "output", value = Convert.ToString(result.Value) });
    }
    else if (mode == "execute")
    {
        command.ExecuteNonQuery();
    }
    else
    {
        try
        {
            using var reader = command.ExecuteReader();
            Results(reader);
        }
        catch (SqlException exception) when (mode == "cancel")
        {
            Errors(exception);
            // The connection must be good for another request after the attention.
            command.CommandText = "SELECT 'still here' AS answer";
            using var reader = command.ExecuteReader();
            Results(reader);
        }
    }
    return 0;
}
catch (SqlException exception)
{
    Errors(exception);
    return 1;
}

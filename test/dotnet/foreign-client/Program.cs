using System.Data;
using System.Text.Json;
using Microsoft.Data.SqlClient;

// Runs one script against a server and prints what comes back, one JSON object a line.
// Usage: foreign-client HOST,PORT USER ENCRYPT MODE, with the password and the script on standard input:
// the password on the first line, the T-SQL after it. MODE: batch, execute, parameters, cancel, many, library.
// `library` takes no script: it uses what an application uses of the client, and prints a line for each.

string server = args[0];
string user = args[1];
string encrypt = args[2];
string mode = args[3];
string password = Console.In.ReadLine() ?? "";
string script = Console.In.ReadToEnd();

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

// What came back of one use of the client: a value, or the numbers of its errors.
void Step(string name, Func<object?> work)
{
    try
    {
        Say(new { kind = "step", name, value = Convert.ToString(work(), System.Globalization.CultureInfo.InvariantCulture) });
    }
    catch (SqlException exception)
    {
        var numbers = exception.Errors.Cast<SqlError>().Select(error => error.Number);
        Say(new { kind = "step", name, value = "error " + string.Join(",", numbers) });
    }
}

void Library(SqlConnection connection)
{
    object? Ask(string text, SqlTransaction? transaction = null)
    {
        using var command = new SqlCommand(text, connection, transaction);
        return command.ExecuteScalar();
    }
    Step("transaction", () =>
    {
        using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, "outer");
        Ask("insert LcsLog..Users (UserUri) values ('sqlclient')", transaction);
        transaction.Save("point");
        Ask("delete LcsLog..Users", transaction);
        transaction.Rollback("point");
        var inside = Ask("select count(*) from LcsLog..Users", transaction);
        transaction.Rollback();
        return $"{inside} {Ask("select count(*) from LcsLog..Users")} {Ask("select @@trancount")}";
    });
    Step("schema", () =>
    {
        using var command = new SqlCommand("select UserId, UserUri from LcsCDR..Users", connection);
        using var reader = command.ExecuteReader(CommandBehavior.SchemaOnly);
        return $"{reader.GetDataTypeName(0)} {reader.GetDataTypeName(1)} {reader.Read()}";
    });
    Step("procedure", () =>
    {
        using var command = new SqlCommand("LcsCDR..sp_pkeys", connection) { CommandType = CommandType.StoredProcedure };
        command.Parameters.AddWithValue("@table_name", "Users");
        var status = command.Parameters.Add("@status", SqlDbType.Int);
        status.Direction = ParameterDirection.ReturnValue;
        string column;
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            column = reader.GetString(3);
        }
        return $"{column} {status.Value}";
    });
    Step("missing procedure", () =>
    {
        using var command = new SqlCommand("dbo.nothing_here", connection) { CommandType = CommandType.StoredProcedure };
        return command.ExecuteNonQuery();
    });
    Step("prepared", () =>
    {
        using var command = new SqlCommand("select UserUri from LcsCDR..Users where UserId = @id", connection);
        command.Parameters.Add("@id", SqlDbType.Int);
        command.Prepare();
        return string.Join(" ", new[] { 1, 2 }.Select(id =>
        {
            command.Parameters[0].Value = id;
            return command.ExecuteScalar();
        }));
    });
    Step("variant and table parameters", () =>
    {
        using var command = new SqlCommand("select sql_text = cast(@v as varchar(20))", connection);
        command.Parameters.Add("@v", SqlDbType.Variant).Value = 12.5m;
        var variant = command.ExecuteScalar();
        command.Parameters.Clear();
        var table = new DataTable();
        table.Columns.Add("a", typeof(int));
        command.CommandText = "select count(*) from @t";
        command.Parameters.Add(new SqlParameter("@t", table) { SqlDbType = SqlDbType.Structured, TypeName = "dbo.t" });
        try { command.ExecuteScalar(); return "taken"; }
        catch (SqlException refused) { return $"{variant} {refused.Number} {Ask("select 5")}"; }
    });
    Step("pool", () =>
    {
        var pooled = new SqlConnectionStringBuilder(settings.ConnectionString) { Pooling = true, MaxPoolSize = 1 };
        var seen = new List<string>();
        for (var n = 0; n < 2; n++)
        {
            using var again = new SqlConnection(pooled.ConnectionString);
            again.Open();
            using var command = new SqlCommand("select db_name() + cast(@@trancount as varchar(3)); use LcsLog; begin tran", again);
            seen.Add((string)command.ExecuteScalar());
        }
        return string.Join(" ", seen);
    });
    foreach (var size in new[] { 512, 32767 })
        Step($"packets of {size}", () =>
        {
            var sized = new SqlConnectionStringBuilder(settings.ConnectionString) { PacketSize = size };
            using var other = new SqlConnection(sized.ConnectionString);
            other.Open();
            using var command = new SqlCommand("select replicate(cast(N'é' as nvarchar(max)), 40000)", other);
            return $"{other.PacketSize} {((string)command.ExecuteScalar()).Length}";
        });
    Step("a database that there is not", () =>
    {
        var elsewhere = new SqlConnectionStringBuilder(settings.ConnectionString) { InitialCatalog = "Größe 日本" };
        using var other = new SqlConnection(elsewhere.ConnectionString);
        other.Open();
        return "open";
    });
    Step("TDS 8", () =>
    {
        var strict = new SqlConnectionStringBuilder(settings.ConnectionString) { Encrypt = SqlConnectionEncryptOption.Strict };
        using var other = new SqlConnection(strict.ConnectionString);
        other.Open();
        return "open";
    });
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
    if (mode == "library")
    {
        Library(connection);
    }
    else if (mode == "parameters")
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

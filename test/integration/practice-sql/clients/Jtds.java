import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.*;
import java.util.Scanner;

/**
 * jTDS against a server: `java -cp jtds.jar Jtds.java PORT OPTIONS`, with the password on standard input.
 * Prints a line for each thing tried: its name and what came back.
 */
public class Jtds {
  interface Step {
    Object run() throws SQLException;
  }

  static java.io.PrintStream out = new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8);

  static void step(String name, Step step) {
    try {
      out.println(name + ": " + step.run());
    } catch (SQLException error) {
      out.println(name + ": error " + error.getErrorCode() + " " + error.getMessage());
    }
  }

  static String first(ResultSet rows) throws SQLException {
    return rows.next() ? rows.getString(1) : null;
  }

  static Object prepared(Connection connection) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement("select UserUri + ?, ?, ? from LcsCDR..Users where UserId = ?");
    StringBuilder text = new StringBuilder();
    for (int n = 1; n < 3; n++) {
      statement.setString(1, " 日" + n);
      statement.setBigDecimal(2, new BigDecimal("12345678901234567.89"));
      statement.setTimestamp(3, Timestamp.valueOf("2014-06-01 02:03:04.567"));
      statement.setInt(4, n);
      ResultSet rows = statement.executeQuery();
      while (rows.next())
        text.append(rows.getString(1) + " " + rows.getBigDecimal(2) + " " + rows.getTimestamp(3) + ";");
    }
    return text;
  }

  static Object transaction(Connection connection) throws SQLException {
    Statement statement = connection.createStatement();
    connection.setAutoCommit(false);
    int changed = statement.executeUpdate("insert LcsLog..Users (UserUri) values ('jtds')");
    Savepoint point = connection.setSavepoint("here");
    statement.executeUpdate("delete LcsLog..Users");
    connection.rollback(point);
    Object kept = first(statement.executeQuery("select count(*) from LcsLog..Users"));
    connection.rollback();
    connection.setAutoCommit(true);
    return changed + " " + kept + " " + first(statement.executeQuery("select count(*) from LcsLog..Users"));
  }

  static Object cancelled(Connection connection) throws SQLException {
    Statement statement = connection.createStatement();
    statement.setQueryTimeout(1);
    try {
      statement.execute("waitfor delay '00:00:20'");
      return "not cancelled";
    } catch (SQLException timeout) {
      return "cancelled, then " + first(connection.createStatement().executeQuery("select 5"));
    }
  }

  public static void main(String[] args) throws Exception {
    Class.forName("net.sourceforge.jtds.jdbc.Driver");
    String password = new Scanner(System.in).nextLine();
    String url = "jdbc:jtds:sqlserver://127.0.0.1:" + args[0] + "/LcsCDR;" + args[1];
    DriverManager.setLoginTimeout(20);
    try (Connection connection = DriverManager.getConnection(url, "recovery", password)) {
      Statement statement = connection.createStatement();
      step("version", () -> connection.getMetaData().getDatabaseProductVersion());
      step("value", () -> first(statement.executeQuery("select cast(N'é 日本' as nvarchar(max))")));
      step("long", () -> first(statement.executeQuery(
          "select replicate(N'é', 4000) + replicate(N'é', 4000)")).length());
      step("prepared", () -> prepared(connection));
      step("transaction", () -> transaction(connection));
      step("error", () -> first(statement.executeQuery("select 1/0")));
      step("column", () -> {
        ResultSet rows = connection.getMetaData().getColumns(null, "dbo", "Users", "%");
        StringBuilder text = new StringBuilder();
        while (rows.next()) text.append(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME") + ";");
        return text;
      });
      step("scrolling", () -> first(connection
          .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
          .executeQuery("select UserId from LcsCDR..Users")));
      step("cancel", () -> cancelled(connection));
    } catch (SQLException error) {
      out.println("connect: error " + error.getErrorCode() + " " + error.getMessage());
    }
  }
}

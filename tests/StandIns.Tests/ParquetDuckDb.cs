using System.Runtime.InteropServices;
using Steering.Tests;

namespace Steering.StandIns.Tests;

/// <summary>DuckDB through its C interface: a reader of Parquet files that shares no code with ours.</summary>
internal sealed partial class ParquetDuckDb : IDisposable
{
    private const string Library = "duckdb";
    private readonly nint _database;
    private readonly nint _connection;

    static ParquetDuckDb() => NativeLibrary.SetDllImportResolver(
        typeof(ParquetDuckDb).Assembly,
        static (name, _, _) => name == Library && Path is { } path ? NativeLibrary.Load(path) : 0);

    public ParquetDuckDb()
    {
        Check(Open(null, out _database), "open");
        Check(Connect(_database, out _connection), "connect");
    }

    /// <summary>DUCKDB_LIBRARY, or the place where ParquetDuckDb.fetch.sh puts it; null where neither has it.</summary>
    public static string? Path { get; } = Places().FirstOrDefault(File.Exists);

    public static string? MissingReason => Path is null
        ? "DuckDB is absent. Run tests/StandIns.Tests/ParquetDuckDb.fetch.sh, or point DUCKDB_LIBRARY at a libduckdb.so."
        : null;

    /// <summary>The first column of a query's result, as text.</summary>
    public List<string?> Query(string sql)
    {
        var state = Query(_connection, sql, out var result);
        try
        {
            if (state != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(ResultError(ref result)));
            var rows = new List<string?>();
            for (ulong row = 0; row < RowCount(ref result); row++)
            {
                var text = Text(ref result, 0, row);
                rows.Add(Marshal.PtrToStringUTF8(text));
                Free(text);
            }
            return rows;
        }
        finally
        {
            DestroyResult(ref result);
        }
    }

    public void Dispose()
    {
        Disconnect(in _connection);
        Close(in _database);
    }

    private static IEnumerable<string> Places()
    {
#pragma warning disable RS0030 // The test's door to a library that is not part of the build.
        if (Environment.GetEnvironmentVariable("DUCKDB_LIBRARY") is { Length: > 0 } set) yield return set;
#pragma warning restore RS0030
        yield return System.IO.Path.Combine(Golden.Repository, ".artifacts", "duckdb", "libduckdb.so");
    }

    private static void Check(int state, string what)
    {
        if (state != 0) throw new InvalidOperationException($"DuckDB does not {what}.");
    }

    [LibraryImport(Library, EntryPoint = "duckdb_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string? path, out nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    private static partial int Connect(nint database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Query(nint connection, string sql, out Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_row_count")]
    private static partial ulong RowCount(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_value_varchar")]
    private static partial nint Text(ref Result result, ulong column, ulong row);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    private static partial nint ResultError(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    private static partial void Free(nint pointer);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    private static partial void DestroyResult(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    private static partial void Disconnect(in nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    private static partial void Close(in nint database);

    /// <summary>duckdb_result: six words that only the library reads.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Result
    {
        public ulong Columns, Rows, Changed;
        public nint Fields, Error, Internal;
    }
}

/// <summary>A theory that needs DuckDB; skipped, with the way to get it, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DuckDbTheoryAttribute : TheoryAttribute
{
    public DuckDbTheoryAttribute() => Skip = ParquetDuckDb.MissingReason;
}

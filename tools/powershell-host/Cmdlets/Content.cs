using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;

using RecoveryRunbooks.PowerShellHost;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContentCommand : PathCommand
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long ReadCount { get; set; } = 1;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("First", "Head")]
    public long TotalCount { get; set; } = -1;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Last")]
    public int Tail { get; set; } = -1;

    protected override object? Dynamic(object context) =>
        Engine.Call(InvokeProvider.Content, "GetContentReaderDynamicParameters", First, context);

    protected override void ProcessRecord() => Each(Given, path =>
    {
        var readers = (IEnumerable)Engine.Call(InvokeProvider.Content, "GetReader", path, Context(Literal))!;
        foreach (IContentReader reader in readers)
        {
            try
            {
                Read(reader);
            }
            finally
            {
                reader.Close();
                reader.Dispose();
            }
        }
    });

    private void Read(IContentReader reader)
    {
        if (Tail >= 0)
        {
            var kept = new Queue<object>();
            foreach (var item in All(reader))
            {
                kept.Enqueue(item);
                if (kept.Count > Tail)
                {
                    kept.Dequeue();
                }
            }

            WriteObject(kept, enumerateCollection: true);
            return;
        }

        var batch = new List<object>();
        long taken = 0;
        foreach (var item in All(reader))
        {
            if (TotalCount >= 0 && taken++ >= TotalCount)
            {
                break;
            }

            if (ReadCount == 1)
            {
                WriteObject(item);
                continue;
            }

            batch.Add(item);
            if (ReadCount > 0 && batch.Count >= ReadCount)
            {
                WriteObject(batch.ToArray());
                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            WriteObject(batch.ToArray());
        }
    }

    private IEnumerable<object> All(IContentReader reader)
    {
        while (!Stopping)
        {
            var some = reader.Read(1);
            if (some is null || some.Count == 0)
            {
                yield break;
            }

            foreach (var item in some)
            {
                yield return item;
            }
        }
    }
}

/// <summary>What Set-Content and Add-Content share.</summary>
public abstract class ContentWriterCommand : PathCommand
{
    private List<IContentWriter>? _writers;

    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected abstract bool Appends { get; }

    protected override object? Dynamic(object context) =>
        Engine.Call(InvokeProvider.Content, "GetContentWriterDynamicParameters", First, context);

    protected override void ProcessRecord()
    {
        _writers ??= Open();
        if (_writers.Count == 0 || Value is null)
        {
            return;
        }

        var lines = new List<object?>(Value);
        foreach (var writer in _writers)
        {
            writer.Write(lines);
        }

        if (PassThru)
        {
            WriteObject(Value, enumerateCollection: true);
        }
    }

    protected override void EndProcessing() => Close();

    protected override void StopProcessing()
    {
        base.StopProcessing();
        Close();
    }

    private List<IContentWriter> Open()
    {
        var opened = new List<IContentWriter>();
        Each(Given, path =>
        {
            if (!ShouldProcess($"Path: {path}", Appends ? "Add Content" : "Set Content"))
            {
                return;
            }

            if (!Appends)
            {
                Truncate(path);
            }

            var writers = (IEnumerable)Engine.Call(InvokeProvider.Content, "GetWriter", path, Context(Literal))!;
            foreach (IContentWriter writer in writers)
            {
                if (Appends)
                {
                    writer.Seek(0, SeekOrigin.End);
                }

                opened.Add(writer);
            }
        });
        return opened;
    }

    private void Truncate(string path)
    {
        try
        {
            Engine.Call(InvokeProvider.Content, "Clear", path, Context(Literal));
        }
        catch (ItemNotFoundException)
        {
            // A new file: the writer creates it.
        }
    }

    private void Close()
    {
        foreach (var writer in _writers ?? [])
        {
            writer.Close();
            writer.Dispose();
        }

        _writers = [];
    }
}

[Cmdlet(VerbsCommon.Set, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetContentCommand : ContentWriterCommand
{
    protected override bool Appends => false;
}

[Cmdlet(VerbsCommon.Add, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class AddContentCommand : ContentWriterCommand
{
    protected override bool Appends => true;
}

[Cmdlet(VerbsCommon.Clear, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class ClearContentCommand : PathCommand
{
    protected override void ProcessRecord() => Each(Given, path =>
    {
        if (ShouldProcess($"Path: {path}", "Clear Content"))
        {
            Engine.Call(InvokeProvider.Content, "Clear", path, Context(Literal));
        }
    });
}

[Cmdlet(VerbsCommon.Get, "FileHash", DefaultParameterSetName = "Path")]
public sealed class GetFileHashCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true)]
    public string[]? Path { get; set; }

    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(ParameterSetName = "Stream", Mandatory = true)]
    public Stream? InputStream { get; set; }

    [Parameter]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm { get; set; } = "SHA256";

    protected override void ProcessRecord()
    {
        if (InputStream is not null)
        {
            WriteObject(Result(InputStream, null));
            return;
        }

        foreach (var file in Paths.Files(this, Path, LiteralPath))
        {
            try
            {
                using var stream = File.OpenRead(file);
                WriteObject(Result(stream, file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                WriteError(new ErrorRecord(e, "FileReadError", ErrorCategory.ReadError, file));
            }
        }
    }

    private PSObject Result(Stream stream, string? path)
    {
        using System.Security.Cryptography.HashAlgorithm hash = Algorithm.ToUpperInvariant() switch
        {
            "SHA1" => System.Security.Cryptography.SHA1.Create(),
            "SHA384" => System.Security.Cryptography.SHA384.Create(),
            "SHA512" => System.Security.Cryptography.SHA512.Create(),
            "MD5" => System.Security.Cryptography.MD5.Create(),
            _ => System.Security.Cryptography.SHA256.Create(),
        };
        var made = new PSObject();
        made.TypeNames.Insert(0, "Microsoft.Powershell.Utility.FileHash");
        made.Properties.Add(new PSNoteProperty("Algorithm", Algorithm.ToUpperInvariant()));
        made.Properties.Add(new PSNoteProperty("Hash", Convert.ToHexString(hash.ComputeHash(stream))));
        made.Properties.Add(new PSNoteProperty("Path", path));
        return made;
    }
}

namespace Steering.Flow;

/// <summary>
/// Turns what a stage has written into objects, exports and a manifest, in that order. What a stage worth a process of its own has made is on the
/// disk, bytes and names, before the next step. A light one's names, and the bytes of its small files (<see cref="BootMarks"/>), follow when the
/// system writes them, within half a minute, since running it again costs less than waiting for the disk; what a power cut takes of them is found.
/// </summary>
internal sealed class Publisher(FlowContext context, Exports exports)
{
    /// <summary>Checks and publishes; the manifest comes last, so an unfinished publication is as if it had never begun.</summary>
    /// <exception cref="FlowException">The lease was lost, or an output is missing or no plain file.</exception>
    public Manifest Publish(StageNode node, Outlook outlook, string outputFolder, RunRecord run, Lease lease, Action<string> warn)
    {
        try
        {
            if (node.Outputs.Any(output => output.Place is not null)) lease.Renew();   // an object under the name of its bytes harms nobody, whoever writes it
            var outputs = node.Outputs.Select(output => PublishOutput(node, output, Path.Combine(outputFolder, output.FileName), outlook.KeyHash, warn)).ToArray();
            using var parameters = System.Text.Json.JsonDocument.Parse(node.Params);
            var manifest = new Manifest(outlook.KeyHash, node.Label, outlook.Key, parameters.RootElement.Clone(), outlook.Inputs, outputs, run) { Deep = outlook.Deep };
            context.Store.CodePrints.Keep(outlook.Code);
            lease.Renew();
            Durable.WriteText(context.Store, context.Store.ManifestPath(manifest.Key), manifest.ToJson(), lasting: node.Stage.Needs.Isolated);
            return manifest;
        }
        catch (Exception error) when (Disk.IsFull(error))
        {
            throw Disk.Full(context.Store.Folder, $"publishing '{node.Label}'", Disk.BytesOf(outputFolder), error);
        }
    }

    private ManifestOutput PublishOutput(StageNode node, IArtifact output, string path, string key, Action<string> warn)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
            throw new FlowException($"'{node.Label}' ended without writing its output {output.FileName}. A stage writes every output it declares, at run[artifact].");
        RefuseLinks(node, path);
        var lasting = node.Stage.Needs.Isolated;
        if (lasting || !context.Store.Boots.Covers(path)) Durable.Sync(path);
        var digest = Digest.Of(path);
        var published = new ManifestOutput(output.FileName, digest, output.Meaning is { } meaning ? meaning(path) : digest, Disk.BytesOf(path), isFolder, output.Place);
        context.Store.Adopt(path, digest, lasting);
        if (output.Place is not null) Place(published, key, warn);
        return published;
    }

    /// <summary>Puts an export at its place, as a copy of its object: people may edit the one, and the other can be restored or shared.</summary>
    public void Place(ManifestOutput output, string key, Action<string> warn)
    {
        var place = output.Place ?? throw new FlowException($"{output.Name} is no export, so it has no place.");
        if (exports.Now(place) == output.Digest) { exports.Note(place, output.Digest, key); return; }
        var workspace = context.Store.NewWorkspace();
        try
        {
            var copy = Path.Combine(workspace, output.Name);
            Durable.CheckRoom(copy, output.Bytes, $"exporting {output.Name}");
            Durable.Copy(context.Store.ObjectPath(output.Digest), copy);
            Durable.MakeWritable(copy);
            if (Digest.Of(copy) != output.Digest) throw new FlowException($"{context.Store.ObjectPath(output.Digest)} does not hold what its name says, so {place} was not written. Remove it and run again.");
            Durable.Sync(copy);
            exports.Publish(copy, place, output.Digest, key, warn);
        }
        finally { Trash.TryRemove(workspace); }
    }

    private static void RefuseLinks(StageNode node, string path)
    {
        var all = Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(new DirectoryInfo(path)) : [new FileInfo(path)];
        if (all.FirstOrDefault(entry => (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None) is { } link)
            throw new FlowException($"'{node.Label}' wrote a link, {link.Name}, among its outputs. Outputs are plain files and folders: a link's target could change behind the store's back.");
    }
}

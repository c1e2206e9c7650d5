namespace Steering.Flow;

/// <summary>
/// A place that several machines share: files under names, nothing more. It need not be trusted (what arrives is checked against its digest)
/// nor be quick or reachable. Any exception means that it cannot be used now.
/// </summary>
public interface IRemoteStore
{
    /// <summary>As a person typed it.</summary>
    string Name { get; }

    Task<bool> HasAsync(string name, CancellationToken cancel);

    /// <summary>Copies a file from there to a path where nothing lies yet.</summary>
    /// <param name="name">Segments parted by '/', e.g. "objects/ab/ab12…".</param>
    /// <returns>False when there is none of that name.</returns>
    Task<bool> GetAsync(string name, string path, CancellationToken cancel);

    /// <summary>Copies a file there; it appears whole or not at all, and takes the place of one of that name. Several machines may do so at once.</summary>
    Task PutAsync(string name, string path, CancellationToken cancel);
}

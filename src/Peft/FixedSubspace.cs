using Steering.Models;

namespace Steering.Peft;

/// <summary>
/// The control that tells what learning the subspace is worth: a method's editors h' = h + Rᵀ(W h + b − R h) with R as it was drawn, while W and b are trained
/// as ever. R's rows are orthonormal from the start, so a drawn subspace is as large as a learned one.
/// </summary>
/// <param name="Method">The method whose subspaces are fixed.</param>
public sealed record FixedSubspace(IPeftMethod Method) : IPeftMethod
{
    private const string Basis = "raw";

    public string Name => $"{Method.Name} in drawn subspaces";

    public string Positions => Method.Positions;

    public IReadOnlyList<IPeftMethod> Members => Method.Members is [_] ? [this] : [.. Method.Members.Select(member => new FixedSubspace(member))];

    public LinearEdit? EditLinear(LinearSite site) => Method.EditLinear(site);

    /// <exception cref="ArgumentException">What the method grafts onto the stream has no subspace.</exception>
    public StreamEdit? EditStream(StreamSite site)
    {
        if (Method.EditStream(site) is not { } edit) return null;
        var bases = edit.named_parameters().Where(pair => pair.name == Basis || pair.name.EndsWith("." + Basis, StringComparison.Ordinal)).ToList();
        if (bases.Count == 0) throw new ArgumentException($"{Method.Name} has no subspace that could stay as drawn. Take MoReS or MRT.");
        foreach (var (_, parameter) in bases) parameter.requires_grad = false;
        return edit;
    }

    public QuantisedForm? Keeps(LinearSite site) => Method.Keeps(site);

    public IPeftMethod? Within(ModelPart part) => Method.Within(part) is { } inner ? new FixedSubspace(inner) : null;
}

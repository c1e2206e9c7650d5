using Steering.Models;

namespace Steering.Peft;

/// <summary>
/// The control that tells what training a method's edits is worth: they are grafted and drawn as ever, and stay as they were drawn. With MoReS
/// this is what the released scripts train in effect (their checkpointing gives the editors no gradient; methods.md §1.10).
/// </summary>
/// <param name="Method">The method whose edits are frozen.</param>
public sealed record FrozenEdits(IPeftMethod Method) : IPeftMethod
{
    public string Name => $"{Method.Name} frozen at init";

    public string Positions => Method.Positions;

    public IReadOnlyList<IPeftMethod> Members => Method.Members is [_] ? [this] : [.. Method.Members.Select(member => new FrozenEdits(member))];

    public LinearEdit? EditLinear(LinearSite site) => Still(Method.EditLinear(site));

    public StreamEdit? EditStream(StreamSite site) => Still(Method.EditStream(site));

    public QuantisedForm? Keeps(LinearSite site) => Method.Keeps(site);

    public IPeftMethod? Within(ModelPart part) => Method.Within(part) is { } inner ? new FrozenEdits(inner) : null;

    private static TEdit? Still<TEdit>(TEdit? edit)
        where TEdit : TorchSharp.torch.nn.Module
    {
        if (edit is null) return null;
        foreach (var parameter in edit.parameters()) parameter.requires_grad = false;
        return edit;
    }
}

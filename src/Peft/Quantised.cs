using Steering.Models;

namespace Steering.Peft;

/// <summary>
/// Any method over a base whose linear maps are kept in few bits and restored for every product (QLoRA: Dettmers et al. 2023, arXiv
/// 2305.14314, with LoRA as the method). Embeddings, norms, biases and the head stay as they are; the base gets no gradient.
/// </summary>
/// <param name="Method">What is trained.</param>
/// <param name="Form">How the base is kept: NF4, doubly quantised NF4, row-wise 8 bit.</param>
public sealed record Quantised(IPeftMethod Method, QuantisedForm Form) : IPeftMethod
{
    public string Name => $"Q{Method.Name}";

    public string Positions => Method.Positions;

    public IReadOnlyList<IPeftMethod> Members => Method.Members is [_] ? [this] : [.. Method.Members.Select(member => new Quantised(member, Form))];

    public LinearEdit? EditLinear(LinearSite site) => Method.EditLinear(site);

    public StreamEdit? EditStream(StreamSite site) => Method.EditStream(site);

    public bool Unfreezes(string parameter) => Method.Unfreezes(parameter);

    public QuantisedForm? Keeps(LinearSite site) => Form;

    public IPeftMethod? Within(ModelPart part) => Method.Within(part) is { } inner ? new Quantised(inner, Form) : null;
}

using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The numbers of one Adam step.</summary>
internal readonly record struct AdamNumbers(double Rate, double Beta1, double Beta2, double Eps, double WeightDecay, bool Amsgrad, bool Maximize)
{
    public void Save(BinaryWriter writer)
    {
        foreach (var number in (double[])[Beta1, Beta2, Eps, WeightDecay]) writer.Write(number);
        writer.Write(Amsgrad);
        writer.Write(Maximize);
    }

    public static AdamNumbers Load(double rate, BinaryReader reader) =>
        new(rate, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean(), reader.ReadBoolean());
}

/// <summary>First and second moment of one parameter's gradients, and how many there were.</summary>
internal sealed class AdamMoments : IDisposable
{
    public long Steps { get; set; }

    public Tensor? Mean { get; private set; }

    public Tensor? Square { get; private set; }

    public Tensor? LargestSquare { get; private set; }

    public void Start(Parameter parameter, bool amsgrad)
    {
        Dispose();
        Steps = 0;
        Mean = zeros_like(parameter).DetachFromDisposeScope();
        Square = zeros_like(parameter).DetachFromDisposeScope();
        LargestSquare = amsgrad ? zeros_like(parameter).DetachFromDisposeScope() : null;
    }

    private Tensor[] Tensors => [.. new[] { Mean, Square, LargestSquare }.OfType<Tensor>()];

    public void Save(BinaryWriter writer)
    {
        writer.Write(Steps);
        foreach (var tensor in Tensors) writer.Write(tensor.cpu().contiguous().bytes);
    }

    public void Load(BinaryReader reader)
    {
        Steps = reader.ReadInt64();
        foreach (var tensor in Tensors)
        {
            using var buffer = empty(tensor.shape, dtype: tensor.dtype);
            reader.BaseStream.ReadExactly(buffer.bytes);
            tensor.copy_(buffer);
        }
    }

    public void CopyFrom(AdamMoments source)
    {
        Steps = source.Steps;
        foreach (var (target, value) in Tensors.Zip(source.Tensors)) target.copy_(value);
    }

    public void To(Device device)
    {
        Mean = Moved(Mean, device);
        Square = Moved(Square, device);
        LargestSquare = Moved(LargestSquare, device);
    }

    private static Tensor? Moved(Tensor? tensor, Device device)
    {
        if (tensor is null || tensor.device_type == device.type) return tensor;
        var moved = tensor.to(device).DetachFromDisposeScope();
        tensor.Dispose();
        return moved;
    }

    public bool IsCloseTo(AdamMoments other) =>
        Steps == other.Steps && Tensors.Zip(other.Tensors).All(pair => pair.First.allclose(pair.Second));

    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
        Mean = Square = LargestSquare = null;
    }
}

/// <summary>
/// The single-tensor form of Adam and AdamW as PyTorch orders it, over whole lists at once: libtorch's list operators do the same
/// operations in the same order, so the results are the same bits with a tenth of the calls.
/// </summary>
internal static class AdamArithmetic
{
    public static void Step(AdamNumbers numbers, IEnumerable<(Parameter Parameter, AdamMoments Moments)> states, bool decoupled)
    {
        var moving = new List<(Parameter Parameter, Tensor Grad, AdamMoments Moments)>();
        foreach (var (parameter, moments) in states)
        {
            if (parameter.grad is not { } grad) continue;
            moments.Steps++;
            moving.Add((parameter, grad, moments));
        }
        foreach (var alike in moving.GroupBy(entry => entry.Moments.Steps))
        {
            Together(numbers, [.. alike], alike.Key, decoupled);
        }
    }

    private static void Together(AdamNumbers numbers, List<(Parameter Parameter, Tensor Grad, AdamMoments Moments)> entries, long step, bool decoupled)
    {
        Tensor[] parameters = [.. entries.Select(entry => entry.Parameter)];
        Tensor[] grads = [.. entries.Select(entry => entry.Grad)];
        Tensor[] means = [.. entries.Select(entry => entry.Moments.Mean!)];
        Tensor[] squares = [.. entries.Select(entry => entry.Moments.Square!)];
        if (numbers.Maximize) grads = Op.CallMany("aten::_foreach_neg", "", grads);
        if (decoupled) Op.CallNothing("aten::_foreach_mul_", "Scalar", parameters, 1 - (numbers.Rate * numbers.WeightDecay));
        else if (numbers.WeightDecay != 0) grads = Op.CallMany("aten::_foreach_add", "List", grads, parameters, numbers.WeightDecay);

        Op.CallNothing("aten::_foreach_mul_", "Scalar", means, numbers.Beta1);
        Op.CallNothing("aten::_foreach_add_", "List", means, grads, 1 - numbers.Beta1);
        Op.CallNothing("aten::_foreach_mul_", "Scalar", squares, numbers.Beta2);
        Op.CallNothing("aten::_foreach_addcmul_", "Scalar", squares, grads, grads, 1 - numbers.Beta2);

        var spread = squares;
        if (numbers.Amsgrad)
        {
            spread = [.. entries.Select(entry => entry.Moments.LargestSquare!)];
            for (var i = 0; i < spread.Length; i++) spread[i].copy_(maximum(spread[i], squares[i]));
        }
        var denominators = Op.CallMany("aten::_foreach_sqrt", "", spread);
        Op.CallNothing("aten::_foreach_div_", "Scalar", denominators, Math.Sqrt(1 - Math.Pow(numbers.Beta2, step)));
        Op.CallNothing("aten::_foreach_add_", "Scalar", denominators, numbers.Eps);
        var rate = numbers.Rate / (1 - Math.Pow(numbers.Beta1, step));
        Op.CallNothing("aten::_foreach_addcdiv_", "Scalar", parameters, means, denominators, -rate);
    }
}

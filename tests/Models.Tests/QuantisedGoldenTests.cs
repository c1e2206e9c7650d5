using System.Text.Json;
using System.Text.RegularExpressions;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Quantised weights against bitsandbytes' codes: golden/quantised, every weight in every form.</summary>
public sealed partial class QuantisedGoldenTests
{
    private const string Folder = "quantised";
    private const double MidpointMargin = 1e-6;

    private static SafetensorsFile Open() => Safetensors.Open(Path.Combine(Golden.Folder(Folder), "blocks.safetensors"));

    private static JsonElement Tolerance => Golden.Json(Folder, "meta.json").GetProperty("tolerance");

    public static TheoryData<string> Restored
    {
        get
        {
            if (Golden.MissingReason(Folder) is not null) return [];
            using var file = Open();
            return [.. file.Names.Where(name => name.EndsWith(".restored", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        }
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Restored))]
    public void Codes_scales_and_restored_weights_are_the_published_ones(string name)
    {
        using var scope = NewDisposeScope();
        using var file = Open();
        var at = name[..name.LastIndexOf('.')];
        var weight = file.Load(at.Split('.')[0] + ".weight");
        var form = FormOf(at);
        using var matrix = form.Encode(weight);
        if (matrix is ByteRows rows)
        {
            Assert.True(Near.BitEqual(file.Load($"{at}.rows"), rows.Rows));
            Assert.True(Near.BitEqual(file.Load($"{at}.absmax"), rows.Maximum));
        }
        else
        {
            var blocks = (FourBitBlocks)matrix;
            CodesAgree(file.Load($"{at}.packed"), blocks.Packed, weight, form);
            if (blocks.Maximum is not null) Assert.True(Near.BitEqual(file.Load($"{at}.absmax"), blocks.Maximum));
            if (blocks.Scales is { } scales)
            {
                Near.Equal(file.Load($"{at}.absmax_scale"), scales.Maximum, Tolerance.GetProperty("restored").GetDouble(), $"{at} scale of the scales");
                Near.Equal(file.Load($"{at}.offset"), scales.Offset.view(1), Tolerance.GetProperty("restored").GetDouble(), $"{at} offset");
                Near.Equal(file.Load($"{at}.absmax_codes"), scales.Codes, 0, $"{at} codes of the scales");
            }
        }
        Near.Equal(file.Load(name), matrix.Restore(), Tolerance.GetProperty(form.DoublyScaled ? "double" : "restored").GetDouble(), name);
    }

    [GoldenFact(Folder)]
    public void The_code_tables_are_the_published_ones()
    {
        using var scope = NewDisposeScope();
        using var file = Open();
        Assert.True(Near.BitEqual(file.Load("nf4.code"), CodeTable.Of(FourBitCodes.NormalFloat, CPU).Values));
        Near.Equal(file.Load("double.code"), CodeTable.Dynamic(CPU).Values, 1e-7, "dynamic code");
    }

    [Fact]
    public void A_quantised_map_restores_its_weights_for_every_product_and_keeps_none_for_the_gradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var map = new Projection(40, 24, CPU);
        foreach (var parameter in map.parameters())
        {
            Weights.Uniform(parameter, 0.2);
            parameter.requires_grad = false;
        }
        var original = map.Weight.detach().clone();
        using var plain = new Projection(40, 24, CPU);
        using (no_grad()) plain.Bias!.copy_(map.Bias!);
        map.Quantise(QuantisedForm.DoubleNf4);
        using (var matrix = QuantisedForm.DoubleNf4.Encode(original))
        using (no_grad()) plain.Weight.copy_(matrix.Restore());
        var (left, right) = (randn(3, 5, 40).requires_grad_(), zeros(3, 5, 40).requires_grad_());
        using (no_grad()) right.copy_(left);
        var (y, expected) = (map.call(left), plain.call(right));
        Near.Equal(expected, y, 1e-6, "product");
        (y.square().sum() + 0).backward();
        (expected.square().sum() + 0).backward();
        Near.Equal(right.grad!, left.grad!, 1e-4, "gradient of the input");
        Assert.Equal(0, map.parameters().Single(parameter => parameter.dim() != 1 || parameter.numel() == 0).numel());
        Assert.Throws<InvalidOperationException>(() => map.Weight);
    }

    [Fact]
    public void Forms_take_the_bits_an_element_that_their_paper_says()
    {
        using var scope = NewDisposeScope();
        var weight = randn(256, 1024);
        double Bits(QuantisedForm form)
        {
            using var matrix = form.Encode(weight);
            return 8.0 * matrix.Bytes / weight.numel();
        }
        Assert.Equal(4.5, Bits(QuantisedForm.Nf4), 1e-9);                 // 32 bits of scale for 64 elements
        Assert.Equal(4.127, Bits(QuantisedForm.DoubleNf4), 1e-3);         // Dettmers et al. 2023, section 3: 8/64 + 32/(64·256) = 0.127 bits
        Assert.Equal(8 + (32.0 / 1024), Bits(QuantisedForm.EightBit), 1e-9);
    }

    /// <summary>A code may differ only where the value lies within 1e-6 of the midpoint of two codes.</summary>
    private static void CodesAgree(Tensor expected, Tensor actual, Tensor weight, QuantisedForm form)
    {
        using var scope = NewDisposeScope();
        var differs = expected.ne(actual).nonzero().flatten().data<long>().ToArray();
        if (differs.Length == 0) return;
        var flat = weight.flatten();
        var values = CodeTable.Of(form.Codes, CPU).Values.data<float>().ToArray().Order().ToArray();
        foreach (var element in differs.SelectMany(pair => new[] { 2 * pair, (2 * pair) + 1 }).Where(element => element < flat.size(0)))
        {
            var start = element / form.Block * form.Block;
            var scale = flat.narrow(0, start, Math.Min(form.Block, flat.size(0) - start)).abs().max().item<float>();
            var value = flat[element].item<float>() / scale;
            var sameCode = Code(expected, element) == Code(actual, element);
            var margin = values.Zip(values.Skip(1), (low, high) => Math.Abs(value - ((low + high) / 2))).Min();
            Assert.True(sameCode || margin < MidpointMargin, $"element {element}: {value} is {margin} from the nearest midpoint and has another code.");
        }
    }

    private static int Code(Tensor packed, long element)
    {
        var both = packed[element / 2].item<byte>();
        return element % 2 == 0 ? both >> 4 : both & 15;
    }

    /// <summary>A form by the name the case gives it: nf4.64, fp4.128, nf4.double, int8.</summary>
    private static QuantisedForm FormOf(string at)
    {
        var name = at[(at.IndexOf('.') + 1)..];
        if (name == "int8") return QuantisedForm.EightBit;
        var match = FormName().Match(name);
        Assert.True(match.Success, $"The form '{name}' is unknown.");
        var codes = match.Groups["codes"].Value == "nf4" ? FourBitCodes.NormalFloat : FourBitCodes.FourBitFloat;
        return match.Groups["block"].Value == "double" ? new QuantisedForm(4, codes, DoublyScaled: true) : new QuantisedForm(4, codes, int.Parse(match.Groups["block"].Value));
    }

    [GeneratedRegex("^(?<codes>nf4|fp4)\\.(?<block>[0-9]+|double)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FormName();
}

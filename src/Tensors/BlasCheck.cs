using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>
/// Start-up test of the matrix product, some 20 ms: it must be right, and many times as fast as three plain loops. Two things make it
/// slow without any other sign: the reference BLAS instead of OpenBLAS (as slow as the loops, training 30-50 times slower), and
/// OpenBLAS with the kernel of a processor of 2004 because it does not know a new one.
/// </summary>
public static class BlasCheck
{
    // Multiples of the loops' rate, measured on one core of a Zen 4: reference BLAS 1, OpenBLAS 0.3.21 with its Prescott kernel 11-13,
    // with its Haswell, Zen or SkylakeX kernels 34-35 (100 GFLOP/s).
    private const double FloorWithAvx2 = 20;
    private const double FloorWithout = 4;

    private const string Remedy = "apt-get install -y libopenblas0-pthread, and start with OPENBLAS_CORETYPE unset (or Haswell, or SkylakeX on a processor with AVX-512).";

    /// <summary>What the test found; <paramref name="Message"/> is one line that says what to do when it is not sound.</summary>
    public sealed record Verdict(bool Sound, double Gigaflops, double LoopGigaflops, string Message)
    {
        public void ThrowIfUnsound()
        {
            if (!Sound) throw new InvalidOperationException(Message);
        }
    }

    public static Verdict Run()
    {
        // One thread against one: two with a poor kernel look like one with a good one.
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            return OnOneThread();
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static Verdict OnOneThread()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var generator = new Generator(7, CPU);
        var error = WorstError(generator);
        if (error is not < 1e-4)
            return new(false, 0, 0, $"The BLAS of this machine computes wrong products (error {error:G2} in sums of 65 terms). {Remedy}");
        var floor = Avx2.IsSupported ? FloorWithAvx2 : FloorWithout;
        var (blas, loops) = (BlasRate(generator, runs: 6), LoopRate());
        // A crowded machine may have interrupted each of a few short runs; a slow BLAS stays slow in many.
        if (blas < floor * loops) blas = Math.Max(blas, BlasRate(generator, runs: 60));
        var rates = $"matrix products run at {blas:F1} GFLOP/s, {blas / loops:F0} times three plain loops";
        return blas >= floor * loops
            ? new(true, blas, loops, $"BLAS is sound: {rates}.")
            : new(false, blas, loops, $"BLAS is slow: {rates}, expected at least {floor}. {Remedy}");
    }

    /// <summary>The largest difference to the loops for a product of odd sizes.</summary>
    private static double WorstError(Generator generator)
    {
        const int Rows = 97, Inner = 65, Columns = 33;
        var left = rand(Rows, Inner, generator: generator);
        var right = rand(Inner, Columns, generator: generator);
        var got = left.mm(right).data<float>().ToArray();
        var want = new float[Rows * Columns];
        Multiply(left.data<float>().ToArray(), right.data<float>().ToArray(), want, Inner, Columns);
        return got.Zip(want, (a, b) => double.IsFinite(a) ? Math.Abs(a - b) : double.NaN).Aggregate(0.0, Math.Max);
    }

    private static double BlasRate(Generator generator, int runs)
    {
        const int Size = 256;
        var left = rand(Size, Size, generator: generator);
        var right = rand(Size, Size, generator: generator);
        return Best(runs, 2.0 * Size * Size * Size, () => left.mm(right).Dispose());
    }

    private static double LoopRate()
    {
        const int Size = 96;
        var left = new float[Size * Size];
        var right = new float[Size * Size];
        var product = new float[Size * Size];
        left.AsSpan().Fill(0.5f);
        right.AsSpan().Fill(0.25f);
        return Best(4, 2.0 * Size * Size * Size, () => Multiply(left, right, product, Size, Size));
    }

    /// <summary>The best rate of some runs, in 10⁹ operations a second: other processes can only make a run slower.</summary>
    private static double Best(int runs, double operations, Action run)
    {
        var best = long.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            best = Math.Min(best, Stopwatch.GetTimestamp() - start);
        }

        return operations / Math.Max(1, best) * Stopwatch.Frequency / 1e9;
    }

    /// <summary>Row-major product by three loops; compiled fully at once, so that its rate means something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply(float[] left, float[] right, float[] product, int inner, int columns)
    {
        for (var i = 0; i < product.Length / columns; i++)
            for (var j = 0; j < columns; j++)
            {
                var sum = 0f;
                for (var k = 0; k < inner; k++) sum += left[i * inner + k] * right[k * columns + j];
                product[i * columns + j] = sum;
            }
    }
}

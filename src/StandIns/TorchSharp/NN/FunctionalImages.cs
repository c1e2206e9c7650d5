using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Op.Call("aten::conv2d", "", input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            // ---- pooling

            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Op.Call("aten::max_pool2d", "", input, kernel_size, strides ?? kernel_size, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Twice(kernel_size), Twice(stride), Twice(padding), Twice(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input,
                (long, long) kernel_size,
                (long, long)? stride = null,
                (long, long)? padding = null,
                (long, long)? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, Pair(kernel_size), PairOrNull(stride), PairOrNull(padding), PairOrNull(dilation), ceil_mode);

            public static Tensor avg_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null) =>
                Op.Call(
                    "aten::avg_pool2d", "", input, kernel_size, stride ?? kernel_size, padding ?? [0, 0], ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long padding = 0,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null) =>
                avg_pool2d(input, Twice(kernel_size), Twice(stride), Twice(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input,
                (long, long) kernel_size,
                (long, long)? stride = null,
                (long, long)? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null) =>
                avg_pool2d(input, Pair(kernel_size), PairOrNull(stride), PairOrNull(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Op.Call("aten::adaptive_avg_pool2d", "", input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, Twice(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, Pair(output_size));

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size)
            {
                var (pooled, indices) = adaptive_max_pool2d_with_indices(input, output_size);
                indices.Dispose();
                return pooled;
            }

            public static (Tensor output, Tensor indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) =>
                Op.CallTwo("aten::adaptive_max_pool2d", "", input, output_size);

            // ---- shape

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                Op.Call("aten::im2col", "", input, Twice(kernel_size), Twice(dilation), Twice(padding), Twice(stride));

            public static Tensor unfold(
                Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null) =>
                Op.Call("aten::im2col", "", input, Pair(kernel_size), Pair(dilation ?? (1, 1)), Pair(padding ?? (0, 0)), Pair(stride ?? (1, 1)));

            /// <summary>Pads with pairs of amounts before and after, the last dimension first.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Zeros or PaddingModes.Constant => Op.Call("aten::pad", "", input, pad, "constant", value),
                PaddingModes.Reflect => Op.Call("aten::pad", "", input, pad, "reflect", Arg.None),
                PaddingModes.Replicate => Op.Call("aten::pad", "", input, pad, "replicate", Arg.None),
                PaddingModes.Circular => Op.Call("aten::pad", "", input, pad, "circular", Arg.None),
                _ => throw new ArgumentException($"{mode} is no padding mode.", nameof(mode)),
            };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad], mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, Pair(pad), mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Resizes the dimensions behind [N, C]; <paramref name="antialias"/> is for bilinear and bicubic only.</summary>
            public static Tensor interpolate(
                Tensor x,
                long[]? size = null,
                double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null,
                bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if (size is null == scale_factor is null) throw new ArgumentException("Give either size or scale_factor.", nameof(size));
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                {
                    throw new ArgumentException($"There is no antialiased {mode}.", nameof(antialias));
                }
                var spatial = (int)x.Dimensions - 2;
                if (spatial is < 1 or > 3) throw new ArgumentException($"interpolate expects 3 to 5 dimensions, got {x.Dimensions}.", nameof(x));
                if (scale_factor is not null)
                {
                    if (scale_factor.Length == 1 && spatial > 1) scale_factor = [.. Enumerable.Repeat(scale_factor[0], spatial)];
                    if (recompute_scale_factor || mode == InterpolationMode.Area)
                    {
                        var shape = x.shape;
                        size = [.. scale_factor.Select((factor, i) => (long)Math.Floor(shape[i + 2] * factor))];
                        scale_factor = null;
                    }
                }
                if (size is { Length: 1 } && spatial > 1) size = [.. Enumerable.Repeat(size[0], spatial)];
                return Resample(x, size, scale_factor, mode, align_corners ?? false, antialias, spatial);
            }

            private static Tensor Resample(Tensor x, long[]? size, double[]? scale, InterpolationMode mode, bool align, bool antialias, int spatial) =>
                (mode, spatial) switch
                {
                    (InterpolationMode.Nearest, _) => Op.Call($"aten::upsample_nearest{spatial}d", "vec", x, size, scale),
                    (InterpolationMode.NearestExact, _) => Op.Call($"aten::_upsample_nearest_exact{spatial}d", "vec", x, size, scale),
                    (InterpolationMode.Area, _) => Op.Call($"aten::adaptive_avg_pool{spatial}d", "", x, size),
                    (InterpolationMode.Linear, 1) => Op.Call("aten::upsample_linear1d", "vec", x, size, align, scale),
                    (InterpolationMode.Bilinear, 2) =>
                        Op.Call(antialias ? "aten::_upsample_bilinear2d_aa" : "aten::upsample_bilinear2d", "vec", x, size, align, scale),
                    (InterpolationMode.Bicubic, 2) =>
                        Op.Call(antialias ? "aten::_upsample_bicubic2d_aa" : "aten::upsample_bicubic2d", "vec", x, size, align, scale),
                    (InterpolationMode.Trilinear, 3) => Op.Call("aten::upsample_trilinear3d", "vec", x, size, align, scale),
                    _ => throw new ArgumentException($"{mode} does not fit {spatial} spatial dimensions.", nameof(mode)),
                };

            private static long[] Twice(long value) => [value, value];

            private static long[]? Twice(long? value) => value is { } given ? [given, given] : null;

            private static long[]? PairOrNull((long, long)? pair) => pair is { } given ? Pair(given) : null;
        }
    }
}

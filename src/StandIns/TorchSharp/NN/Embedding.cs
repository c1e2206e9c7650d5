using TorchSharp.Interop;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(
                long num_embeddings,
                long embedding_dims,
                long? padding_idx = null,
                double? max_norm = null,
                double norm_type = 2,
                bool scale_grad_by_freq = false,
                bool sparse = false,
                Device? device = null,
                ScalarType? dtype = null)
            {
                var table = Modules.Parameter.Kept(empty([num_embeddings, embedding_dims], dtype, device));
                init.normal_(table);
                if (padding_idx is { } padding)
                {
                    using var quiet = no_grad();
                    using var row = table.narrow(0, padding, 1);
                    row.zero_();
                }
                return new Embedding(table, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }

            public static Embedding Embedding_from_pretrained(
                Tensor embeddings,
                bool freeze = true,
                long? padding_idx = null,
                double? max_norm = null,
                double norm_type = 2,
                bool scale_grad_by_freq = false,
                bool sparse = false,
                Device? device = null,
                ScalarType? dtype = null)
            {
                var table = embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device);
                return new Embedding(Modules.Parameter.Kept(table, !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A table of rows, looked up by number; rows start normal(0, 1), the padding row at zero.</summary>
    public sealed class Embedding : Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter _weight;

        private readonly long? _paddingRow;
        private readonly double? _maxNorm;
        private readonly double _normType;
        private readonly bool _scaleByFrequency;
        private readonly bool _sparse;

        internal Embedding(Parameter table, long? paddingRow, double? maxNorm, double normType, bool scaleByFrequency, bool sparse)
            : base(nameof(Embedding))
        {
            _weight = table;
            _paddingRow = paddingRow;
            _maxNorm = maxNorm;
            _normType = normType;
            _scaleByFrequency = scaleByFrequency;
            _sparse = sparse;
            RegisterComponents();
        }

        public Parameter weight
        {
            get => _weight;
            set
            {
                _weight = value;
                ConditionallyRegisterParameter(nameof(weight), value);
            }
        }

        public override Tensor forward(Tensor input)
        {
            if (_maxNorm is { } limit)
            {
                using var quiet = no_grad();
                Op.CallInPlace("aten::embedding_renorm_", "", _weight, input, limit, _normType);
            }
            return Op.Call("aten::embedding", "", _weight, input, _paddingRow ?? -1, _scaleByFrequency, _sparse);
        }
    }
}

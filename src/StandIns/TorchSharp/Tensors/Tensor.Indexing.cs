using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params long[] indices]
        {
            get => Selected(indices);
            set => Written(value, indices);
        }

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Written(value, i1);
        }

        public Tensor this[long i1, long i2]
        {
            get => Selected(i1, i2);
            set => Written(value, i1, i2);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => Selected(i1, i2, i3);
            set => Written(value, i1, i2, i3);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Selected(i1, i2, i3, i4);
            set => Written(value, i1, i2, i3, i4);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Selected(i1, i2, i3, i4, i5);
            set => Written(value, i1, i2, i3, i4, i5);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Selected(i1, i2, i3, i4, i5, i6);
            set => Written(value, i1, i2, i3, i4, i5, i6);
        }

        /// <summary>Views for numbers, ranges, new axes and the ellipsis; a copy where tensors choose positions.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Viewed(indices);
            if (tensors is null) return view;
            using (view) return Op.Call("aten::index", "Tensor", view, tensors);
        }

        public Tensor index(params Tensor[] indices) => Op.Call("aten::index", "Tensor", this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, tensors) = Viewed(indices);
            using (view)
            {
                if (tensors is not null) Op.CallNothing("aten::index_put_", "", view, tensors, value, accumulate);
                else if (accumulate) Op.CallNothing("aten::add_", "Tensor", view, value);
                else Op.CallNothing("aten::copy_", "", view, value);
            }

            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Op.CallInPlace("aten::index_put_", "", this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var tensor = Like(value);
            return index_put_(tensor, indices, accumulate: false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var tensor = Like(value);
            return index_put_(tensor, indices, accumulate: false);
        }

        private Tensor Like(Scalar value) => Op.Call("aten::scalar_tensor", "", value, dtype, Arg.None, device);

        private Tensor Selected(params ReadOnlySpan<long> indices)
        {
            var view = select(0, indices[0]);
            for (var i = 1; i < indices.Length; i++)
            {
                var outer = view;
                view = outer.select(0, indices[i]);
                outer.Dispose();
            }

            return view;
        }

        private void Written(Tensor value, params ReadOnlySpan<long> indices)
        {
            using var view = Selected(indices);
            Op.CallNothing("aten::copy_", "", view, value);
        }

        /// <summary>
        /// Applies all that is a view and collects the tensors for what is left: entry d belongs to dimension d of the view, null is a
        /// whole dimension. No tensors at all give null.
        /// </summary>
        private (Tensor View, Tensor?[]? Tensors) Viewed(TensorIndex[] indices)
        {
            var consumed = indices.Sum(Consumes);
            if (consumed > ndim) throw new IndexOutOfRangeException($"Too many indices: {consumed} for {this}.");
            var view = alias();
            List<Tensor?>? tensors = null;
            var dimension = 0;
            foreach (var item in indices)
            {
                var before = view;
                switch (item.kind)
                {
                    case TensorIndex.Kind.Ellipsis:
                        dimension += (int)(ndim - consumed);
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(dimension++);
                        break;
                    case TensorIndex.Kind.Single:
                        view = view.select(dimension, item.first ?? 0);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (item.first is not null || item.last is not null || item.step is not null)
                            view = Op.Call("aten::slice", "Tensor", view, dimension, item.first, item.last, item.step ?? 1);
                        dimension++;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = view.unsqueeze(dimension);
                        Put(ref tensors, dimension++, tensor(item.first != 0));
                        break;
                    default:
                        Put(ref tensors, dimension, item.tensor);
                        dimension += Consumes(item);
                        break;
                }

                if (!ReferenceEquals(before, view)) before.Dispose();
            }

            return (view, tensors?.ToArray());
        }

        private static int Consumes(TensorIndex item) => item.kind switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            // A mask of n dimensions stands for n dimensions; it occupies the first, ATen expands it.
            TensorIndex.Kind.Tensor => item.tensor!.dtype is ScalarType.Bool or ScalarType.Byte ? (int)item.tensor.ndim : 1,
            _ => 0,
        };

        private static void Put(ref List<Tensor?>? tensors, int dimension, Tensor? value)
        {
            tensors ??= [];
            // Masks of several dimensions shift their successors: ATen counts each list entry once, so only gaps before are filled.
            while (tensors.Sum(item => item is null ? 1 : Consumes(TensorIndex.Tensor(item))) < dimension) tensors.Add(null);
            tensors.Add(value);
        }
    }
}

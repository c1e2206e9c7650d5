using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => (ScalarType)Native.ts_dtype(Handle);
        public Device device => Device.FromPacked(Native.ts_device(Handle));
        public DeviceType device_type => (DeviceType)(Native.ts_device(Handle) >> 8);
        public int device_index => (sbyte)(Native.ts_device(Handle) & 0xff);
        public long ndim => Native.ts_dim(Handle);
        public long Dimensions => ndim;
        public long NumberOfElements => numel();
        public long ElementSize => element_size();
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_leaf => Native.ts_is_leaf(Handle) != 0;
        public bool is_sparse => Native.ts_is_sparse(Handle) != 0;

        /// <summary>A fresh array at each call.</summary>
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* target = sizes) Native.ts_sizes(Handle, target);
                return sizes;
            }
        }

        public bool requires_grad
        {
            get => Native.ts_requires_grad(Handle) != 0;
            set => Native.Check(Native.ts_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>The accumulated gradient: a new wrapper at each read, or null where there is none.</summary>
        public Tensor? grad
        {
            get => Native.ts_grad(Handle) is var gradient and not 0 ? new Tensor(gradient) : null;
            set => Native.Check(Native.ts_set_grad(Handle, value?.Handle ?? 0));
        }

        public Tensor T => Op.Call("aten::numpy_T", "", this);
        public Tensor H => Op.Call("aten::matrix_H", "", this);
        public Tensor mT => Op.Call("aten::mT", "", this);
        public Tensor mH => Op.Call("aten::mH", "", this);

        public long dim() => ndim;
        public long numel() => Native.ts_numel(Handle);
        public long element_size() => Native.ts_element_size(Handle);
        public long[] size() => shape;

        public long size(int dim)
        {
            var sizes = shape;
            var index = dim < 0 ? dim + sizes.Length : dim;
            return (uint)index < (uint)sizes.Length
                ? sizes[index]
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {sizes.Length} dimensions.");
        }

        public unsafe long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* target = strides) Native.ts_strides(Handle, target);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + ndim : dim];
        public long storage_offset() => Native.ts_storage_offset(Handle);
        public bool is_contiguous() => Native.ts_is_contiguous(Handle) != 0;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_nonzero() => ToScalar().ToBoolean();

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Native.Check(Native.ts_retain_grad(Handle));
    }

    public static bool is_floating_point(Tensor input) => input.is_floating_point();
    public static bool is_integral(Tensor t) => t.is_integral();
    public static bool is_complex(Tensor input) => input.is_complex();
    public static bool is_nonzero(Tensor input) => input.is_nonzero();
    public static bool is_tensor(object obj) => obj is Tensor;
    public static long numel(Tensor input) => input.numel();
}

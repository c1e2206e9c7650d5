using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>
    /// A tensor that a module learns. It takes over the storage handle of the tensor it is made from, which is dead afterwards, and
    /// that tensor's place in its dispose scope.
    /// </summary>
    public class Parameter : Tensor
    {
        public Parameter(Tensor data, bool requires_grad = true)
            : this(data.OwningDisposeScope, data.DecoupleFromNativeHandle(), requires_grad)
        {
        }

        private Parameter(DisposeScope? scope, nint handle, bool requires_grad)
            : base(handle)
        {
            if (scope is null) DetachFromDisposeScope();
            else if (scope != OwningDisposeScope) MoveToOtherDisposeScope(scope);
            this.requires_grad = requires_grad;
        }

        /// <summary>A parameter of a module of ours: it lives as long as its module, whatever scope it was made in.</summary>
        internal static Parameter Kept(Tensor data, bool requires_grad = true)
        {
            var parameter = new Parameter(data, requires_grad);
            parameter.DetachFromDisposeScope();
            return parameter;
        }
    }
}

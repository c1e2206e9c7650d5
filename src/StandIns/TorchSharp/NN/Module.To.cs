using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Convert(dtype, device, non_blocking);

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Convert(null, new Device(deviceType, deviceIndex), non_blocking);

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Convert(dtype, null, non_blocking);

            private Module Convert(ScalarType? dtype, Device? device, bool non_blocking)
            {
                _toEpilog(dtype, device!, non_blocking);
                return this;
            }

            /// <summary>
            /// Children first; then each parameter and buffer that is elsewhere or of another floating type is replaced by a new object, in
            /// its field too. An optimiser made before still holds the old ones.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device device, bool non_blocking)
            {
                foreach (var (_, module) in named_children()) module.Convert(dtype, device, non_blocking);
                var fields = FieldsByComponentName();
                foreach (var (key, parameter) in named_parameters(false).ToList())
                {
                    if (!ReplaceParameter(dtype, device, parameter, out var replacement)) continue;
                    ConditionallyRegisterParameter(key, replacement);
                    if (fields.TryGetValue(key, out var field)) field.SetValue(this, replacement);
                }
                foreach (var (key, buffer) in named_buffers(false).ToList())
                {
                    if (!ReplaceBuffer(dtype, device, buffer, out var replacement)) continue;
                    ConditionallyRegisterBuffer(key, replacement);
                    if (fields.TryGetValue(key, out var field)) field.SetValue(this, replacement);
                }
            }

            /// <summary>The package indexes fields by component name in the same way, so two equal names fail here as they fail there.</summary>
            private Dictionary<string, FieldInfo> FieldsByComponentName()
            {
                var fields = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
                foreach (var field in ComponentFields().Where(field => typeof(Tensor).IsAssignableFrom(field.FieldType)))
                {
                    if (!fields.TryAdd(field.ComponentName(), field))
                    {
                        throw new ArgumentException($"{GetType().Name} has two tensor fields with the component name '{field.ComponentName()}'.");
                    }
                }
                return fields;
            }

            protected static bool ReplaceParameter(ScalarType? dtype, Device device, Parameter param, out Parameter p)
            {
                p = param;
                if (!Moves(dtype, device, param, out var target)) return false;
                using var quiet = no_grad();
                using var old = param.detach();
                p = new Parameter(old.to(target, device ?? param.device), param.requires_grad);
                p.DetachFromDisposeScope();
                using var grad = param.grad;
                if (grad is not null)
                {
                    using var moved = grad.to(target, device ?? param.device);
                    p.grad = moved;
                }
                param.Dispose();
                return true;
            }

            protected static bool ReplaceBuffer(ScalarType? dtype, Device device, Tensor buffer, out Tensor result)
            {
                result = buffer;
                if (!Moves(dtype, device, buffer, out var target)) return false;
                using var quiet = no_grad();
                result = buffer.to(target, device ?? buffer.device).DetachFromDisposeScope();
                buffer.Dispose();
                return true;
            }

            private static bool Moves(ScalarType? dtype, Device? device, Tensor tensor, out ScalarType target)
            {
                target = dtype is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                return target != tensor.dtype || (device is not null && (device.type != tensor.device_type || device.index != tensor.device_index));
            }
        }
    }
}

// A second device for machines without a GPU. It takes libtorch's place for devices that it does not know (PrivateUse1); its memory and its
// operators are the CPU's, so its numbers are too, up to rounding. Like a GPU it refuses an operator whose tensors lie on different devices,
// single numbers aside, and its backward runs on a thread of its own.

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

namespace {

using at::Tensor;
using c10::IValue;

constexpr auto Shadow = c10::DeviceType::PrivateUse1;

bool is_shadow(const Tensor& tensor) { return tensor.device().type() == Shadow; }

// The same memory as a tensor of the CPU.
Tensor bare(const Tensor& tensor) {
    if (!tensor.defined() || !is_shadow(tensor)) return tensor;
    const auto options = at::TensorOptions().dtype(tensor.dtype()).device(at::kCPU);
    if (tensor.numel() == 0) return at::empty(tensor.sizes(), options);   // an out= argument may grow
    return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(), [tensor](void*) {}, options);
}

// The same memory as a tensor of the shadow.
Tensor cast(const Tensor& tensor) {
    if (!tensor.defined() || is_shadow(tensor)) return tensor;
    const auto bytes = at::detail::computeStorageNbytes(tensor.sizes(), tensor.strides(), tensor.dtype().itemsize());
    c10::DataPtr data(tensor.data_ptr(), new Tensor(tensor), [](void* held) { delete static_cast<Tensor*>(held); }, c10::Device(Shadow, 0));
    auto made = at::detail::make_tensor<c10::TensorImpl>(
        c10::Storage(c10::Storage::use_byte_size_t(), bytes, std::move(data), nullptr, false), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), tensor.dtype());
    made.unsafeGetTensorImpl()->set_sizes_and_strides(tensor.sizes(), tensor.strides());
    return made;
}

// Applies a change to every tensor of a value.
template <typename Change>
IValue changed(const IValue& value, Change&& change) {
    if (value.isTensor()) return change(value.toTensor());
    if (value.isTensorList()) {
        c10::List<Tensor> list;
        for (const Tensor& tensor : value.toTensorVector()) list.push_back(change(tensor));
        return list;
    }
    if (value.isList() && value.toList().elementType()->isSubtypeOf(*c10::OptionalType::ofTensor())) {
        c10::List<c10::optional<Tensor>> list;
        for (const IValue& item : value.toListRef()) list.push_back(item.isTensor() ? c10::optional<Tensor>(change(item.toTensor())) : c10::nullopt);
        return list;
    }
    if (value.isDevice()) return c10::Device(at::kCPU);
    return value;
}

bool is_written(const c10::Argument& argument) { return argument.alias_info() && argument.alias_info()->isWrite(); }

// An out= argument that the operator gave another shape takes it over.
void follow(const Tensor& original, const Tensor& written) {
    if (original.sizes() == written.sizes() && original.numel() > 0) return;
    const auto grown = cast(written);
    original.unsafeGetTensorImpl()->set_storage_keep_dtype(grown.storage());
    original.unsafeGetTensorImpl()->set_sizes_and_strides(grown.sizes(), grown.strides());
}

void run(const c10::OperatorHandle& handle, torch::jit::Stack* stack) {
    const auto& schema = handle.schema();
    const auto count = schema.arguments().size();
    const auto begin = stack->size() - count;
    const std::vector<IValue> originals(stack->begin() + begin, stack->end());
    for (size_t i = 0; i < count; i++) {
        (*stack)[begin + i] = changed(originals[i], [&](const Tensor& tensor) {
            TORCH_CHECK(!tensor.defined() || tensor.dim() == 0 || is_shadow(tensor),
                "Expected all tensors to be on the same device: ", schema.name(), " has '", schema.arguments()[i].name(), "' ", tensor.sizes(), " on ", tensor.device());
            return bare(tensor);
        });
    }
    const std::vector<IValue> given(stack->begin() + begin, stack->end());
    handle.callBoxed(stack);
    for (size_t i = 0; i < count; i++)
        if (is_written(schema.arguments()[i]) && originals[i].isTensor() && is_shadow(originals[i].toTensor())) follow(originals[i].toTensor(), given[i].toTensor());
    const auto first = stack->size() - schema.returns().size();
    for (size_t i = 0; i < schema.returns().size(); i++) {
        const auto& result = schema.returns()[i];
        auto& value = (*stack)[first + i];
        value = changed(value, cast);
        if (!is_written(result)) continue;
        for (size_t j = 0; j < count; j++)
            if (is_written(schema.arguments()[j]) && *schema.arguments()[j].alias_info() == *result.alias_info()) value = originals[j];
    }
}

Tensor make(c10::IntArrayRef size, c10::optional<at::ScalarType> dtype, c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>, c10::optional<at::MemoryFormat> format) {
    return cast(at::empty(size, dtype, at::kStrided, c10::Device(at::kCPU), false, format));
}

Tensor make_strided(c10::IntArrayRef size, c10::IntArrayRef stride, c10::optional<at::ScalarType> dtype, c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>) {
    return cast(at::empty_strided(size, stride, dtype, at::kStrided, c10::Device(at::kCPU), false));
}

Tensor copy_from(const Tensor& from, const Tensor& to, bool) {
    bare(to).copy_(bare(from));
    return to;
}

Tensor convolve(
    const Tensor& input, const Tensor& weight, const c10::optional<Tensor>& bias, c10::IntArrayRef stride, c10::IntArrayRef padding, c10::IntArrayRef dilation, bool transposed,
    c10::IntArrayRef output_padding, int64_t groups) {
    return cast(at::convolution(bare(input), bare(weight), bias ? c10::optional<Tensor>(bare(*bias)) : bias, stride, padding, dilation, transposed, output_padding, groups));
}

std::tuple<Tensor, Tensor, Tensor> convolve_back(
    const Tensor& gradient, const Tensor& input, const Tensor& weight, c10::IntArrayRef stride, c10::IntArrayRef padding, c10::IntArrayRef dilation, bool transposed,
    c10::IntArrayRef output_padding, int64_t groups, std::array<bool, 3> mask) {
    const std::vector<int64_t> bias{weight.size(0)};
    const auto [of_input, of_weight, of_bias] =
        at::convolution_backward(bare(gradient), bare(input), bare(weight), at::OptionalIntArrayRef(bias), stride, padding, dilation, transposed, output_padding, groups, mask);
    return {cast(of_input), cast(of_weight), cast(of_bias)};
}

C10_REGISTER_GUARD_IMPL(PrivateUse1, c10::impl::NoOpDeviceGuardImpl<Shadow>);

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) { library.fallback(torch::CppFunction::makeFromBoxedFunction<&run>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
    library.impl("empty.memory_format", &make);
    library.impl("empty_strided", &make_strided);
    library.impl("_copy_from", &copy_from);
    library.impl("convolution_overrideable", &convolve);
    library.impl("convolution_backward_overrideable", &convolve_back);
}

}  // namespace

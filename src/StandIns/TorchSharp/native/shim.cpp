// The one native door to libtorch: a C ABI of plain structs and opaque handles. An operator is found by schema name and called
// through the boxed dispatcher, so autograd, the meta device and every ATen operator come along without a wrapper for each.
// A handle is an owned heap object (at::Tensor*, at::Generator*); whoever receives one frees it. Functions that can fail return
// -1 or nullptr and leave the text for ts_last_error on the same thread.

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <dlfcn.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

using at::Tensor;
using c10::IValue;
using c10::TypeKind;
using torch::autograd::Variable;
using torch::autograd::variable_list;

namespace {

thread_local std::string last_error;

template <typename Result, typename Body>
Result guarded(Result failure, Body&& body) {
    try {
        return body();
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
    } catch (...) {
        last_error = "an unknown native exception";
    }
    return failure;
}

enum Tag : int32_t { None, TensorTag, Int, Double, Bool, IntList, TensorList, DoubleList, String, DeviceTag, GeneratorTag };

struct Value {
    int32_t tag;
    int32_t count;
    union {
        int64_t integer;
        double real;
        void* pointer;
    };
};

// What the schema says about one parameter, read once when the operator is found.
struct Parameter {
    TypeKind kind;
    TypeKind element;
    bool optional;
    bool optional_elements;
    bool has_default;
    IValue fallback;
    std::string name;
};

struct Operator {
    c10::OperatorHandle handle;
    std::vector<Parameter> parameters;
};

Parameter describe(const c10::Argument& argument) {
    Parameter parameter{TypeKind::AnyType, TypeKind::AnyType, false, false, false, IValue(), argument.name()};
    auto type = argument.type();
    parameter.optional = type->kind() == TypeKind::OptionalType;
    if (parameter.optional) type = type->castRaw<c10::OptionalType>()->getElementType();
    parameter.kind = type->kind();
    if (parameter.kind == TypeKind::ListType) {
        auto element = type->castRaw<c10::ListType>()->getElementType();
        parameter.optional_elements = element->kind() == TypeKind::OptionalType;
        if (parameter.optional_elements) element = element->castRaw<c10::OptionalType>()->getElementType();
        parameter.element = element->kind();
    }
    if (argument.default_value()) {
        parameter.has_default = true;
        parameter.fallback = *argument.default_value();
    }
    return parameter;
}

c10::Device unpack_device(int64_t packed) {
    return c10::Device(static_cast<c10::DeviceType>(packed >> 8), static_cast<c10::DeviceIndex>(packed & 0xff));
}

IValue integer_list(const int64_t* values, int count, const Parameter& parameter) {
    if (parameter.element == TypeKind::BoolType) {
        c10::List<bool> list;
        for (int i = 0; i < count; i++) list.push_back(values[i] != 0);
        return list;
    }
    if (parameter.element == TypeKind::FloatType) {
        c10::List<double> list;
        for (int i = 0; i < count; i++) list.push_back(static_cast<double>(values[i]));
        return list;
    }
    return IValue(at::IntArrayRef(values, count));
}

IValue tensor_list(Tensor** tensors, int count, const Parameter& parameter) {
    if (parameter.optional_elements) {
        c10::List<c10::optional<Tensor>> list;
        list.reserve(count);
        for (int i = 0; i < count; i++) list.push_back(tensors[i] ? c10::optional<Tensor>(*tensors[i]) : c10::nullopt);
        return list;
    }
    c10::List<Tensor> list;
    list.reserve(count);
    for (int i = 0; i < count; i++) list.push_back(*tensors[i]);
    return list;
}

IValue to_ivalue(const Value& value, const Parameter& parameter) {
    switch (value.tag) {
        case None: return parameter.kind == TypeKind::TensorType && !parameter.optional ? IValue(Tensor()) : IValue();
        case TensorTag: return *static_cast<Tensor*>(value.pointer);
        case Int:
            if (parameter.kind == TypeKind::FloatType) return static_cast<double>(value.integer);
            if (parameter.kind == TypeKind::BoolType) return value.integer != 0;
            if (parameter.kind == TypeKind::ListType) return integer_list(&value.integer, 1, parameter);
            return value.integer;
        case Double:
            if (parameter.kind == TypeKind::ListType) return c10::List<double>({value.real});
            return value.real;
        case Bool: return value.integer != 0;
        case IntList: return integer_list(static_cast<int64_t*>(value.pointer), value.count, parameter);
        case DoubleList: return IValue(at::ArrayRef<double>(static_cast<double*>(value.pointer), value.count));
        case TensorList: return tensor_list(static_cast<Tensor**>(value.pointer), value.count, parameter);
        case String: {
            std::string text(static_cast<const char*>(value.pointer), value.count);
            return parameter.kind == TypeKind::DeviceObjType ? IValue(c10::Device(text)) : IValue(text);
        }
        case DeviceTag: return unpack_device(value.integer);
        case GeneratorTag: return *static_cast<at::Generator*>(value.pointer);
        default: TORCH_CHECK(false, "argument ", parameter.name, " carries an unknown tag ", value.tag);
    }
}

Value owned(Tensor&& tensor) {
    Value value{TensorTag, 0, {0}};
    value.pointer = tensor.defined() ? new Tensor(std::move(tensor)) : nullptr;
    return value;
}

void append(std::vector<Value>& results, IValue&& result) {
    if (result.isTensor()) {
        results.push_back(owned(std::move(result).toTensor()));
    } else if (result.isTensorList()) {
        for (auto& tensor : std::move(result).toTensorVector()) results.push_back(owned(std::move(tensor)));
    } else if (result.isInt()) {
        Value value{Int, 0, {result.toInt()}};
        results.push_back(value);
    } else if (result.isBool()) {
        Value value{Bool, 0, {result.toBool()}};
        results.push_back(value);
    } else if (result.isDouble()) {
        Value value{Double, 0, {0}};
        value.real = result.toDouble();
        results.push_back(value);
    } else if (!result.isNone()) {
        TORCH_CHECK(false, "a result of kind ", result.tagKind(), " has no form on this side");
    }
}

variable_list copy_list(Tensor** tensors, int count) {
    variable_list list;
    list.reserve(count);
    for (int i = 0; i < count; i++) list.push_back(tensors[i] ? *tensors[i] : Tensor());
    return list;
}

void* give(Tensor&& tensor) { return tensor.defined() ? new Tensor(std::move(tensor)) : nullptr; }

at::TensorOptions options_of(int dtype) { return at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)); }

// Called with the gradients of a custom function's outputs; fills the gradients of its inputs (handles handed over).
using Backward = int (*)(void* context, void* node, int count, void** gradients, int inputs, void** results);
using Release = void (*)(void* context);

struct ManagedNode final : torch::autograd::Node {
    Backward callback = nullptr;
    Release release = nullptr;
    void* context = nullptr;
    std::string title;
    int inputs = 0;
    bool materialize = true;
    std::vector<torch::autograd::VariableInfo> output_info;
    std::vector<torch::autograd::SavedVariable> saved;

    ~ManagedNode() override { release(context); }
    std::string name() const override { return title; }
    void release_variables() override {
        std::lock_guard<std::mutex> lock(mutex_);
        for (auto& variable : saved) variable.reset_data();
    }
    variable_list apply(variable_list&& gradients) override {
        std::vector<void*> given(gradients.size()), results(inputs, nullptr);
        c10::OptionalDeviceGuard guard;
        for (size_t i = 0; i < gradients.size(); i++) {
            if (!gradients[i].defined() && materialize) gradients[i] = output_info[i].zeros(guard);
            given[i] = gradients[i].defined() ? new Tensor(gradients[i]) : nullptr;
        }
        const int failed = callback(context, this, static_cast<int>(given.size()), given.data(), inputs, results.data());
        variable_list answers(inputs);
        for (int i = 0; i < inputs; i++) {
            if (!results[i]) continue;
            answers[i] = std::move(*static_cast<Tensor*>(results[i]));
            delete static_cast<Tensor*>(results[i]);
        }
        if (failed) throw std::runtime_error(last_error);
        return answers;
    }
};

void set_blas_threads(int count) {
    // The pthread build of OpenBLAS keeps a pool of its own that at::set_num_threads does not know.
    using Setter = void (*)(int);
    static const auto setter = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (setter) setter(count);
}

// From the start the pool is as large as libtorch believes; by itself OpenBLAS takes every core.
__attribute__((constructor)) void agree_on_threads() { set_blas_threads(at::get_num_threads()); }

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

const char* ts_last_error() { return last_error.c_str(); }
void ts_set_error(const char* text, int length) { last_error.assign(text, length); }
const char* ts_version() { return TORCH_VERSION; }

// ---- operators
void* ts_find_operator(const char* name, const char* overload) {
    return guarded<void*>(nullptr, [&]() -> void* {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        TORCH_CHECK(handle, "libtorch " TORCH_VERSION " has no operator ", name, *overload ? "." : "", overload);
        auto* found = new Operator{*handle, {}};
        for (const auto& argument : handle->schema().arguments()) found->parameters.push_back(describe(argument));
        return found;
    });
}

// Results stay in a buffer of this thread until its next call; missing trailing arguments take the schema's defaults.
int ts_call(void* op, const Value* arguments, int count, const Value** results) {
    static thread_local std::vector<Value> buffer;
    return guarded(-1, [&] {
        const auto& target = *static_cast<Operator*>(op);
        TORCH_CHECK(static_cast<size_t>(count) <= target.parameters.size(), count, " arguments for an operator with ", target.parameters.size());
        torch::jit::Stack stack;
        stack.reserve(target.parameters.size());
        for (int i = 0; i < count; i++) stack.push_back(to_ivalue(arguments[i], target.parameters[i]));
        for (size_t i = count; i < target.parameters.size(); i++) {
            TORCH_CHECK(target.parameters[i].has_default, "argument ", target.parameters[i].name, " is missing");
            stack.push_back(target.parameters[i].fallback);
        }
        target.handle.callBoxed(&stack);
        buffer.clear();
        for (auto& result : stack) append(buffer, std::move(result));
        *results = buffer.data();
        return static_cast<int>(buffer.size());
    });
}

// ---- tensors: what is asked often and never fails
void ts_free(void* tensor) { delete static_cast<Tensor*>(tensor); }
void* ts_alias(void* tensor) { return new Tensor(*static_cast<Tensor*>(tensor)); }
int64_t ts_dim(void* tensor) { return static_cast<Tensor*>(tensor)->dim(); }
int64_t ts_numel(void* tensor) { return static_cast<Tensor*>(tensor)->numel(); }
int ts_dtype(void* tensor) { return static_cast<int>(static_cast<Tensor*>(tensor)->scalar_type()); }
int64_t ts_element_size(void* tensor) { return static_cast<int64_t>(static_cast<Tensor*>(tensor)->element_size()); }
int64_t ts_device(void* tensor) {
    const auto device = static_cast<Tensor*>(tensor)->device();
    return (static_cast<int64_t>(device.type()) << 8) | static_cast<uint8_t>(device.index());
}
void ts_sizes(void* tensor, int64_t* sizes) {
    const auto from = static_cast<Tensor*>(tensor)->sizes();
    std::copy(from.begin(), from.end(), sizes);
}
void ts_strides(void* tensor, int64_t* strides) {
    const auto from = static_cast<Tensor*>(tensor)->strides();
    std::copy(from.begin(), from.end(), strides);
}
int64_t ts_storage_offset(void* tensor) { return static_cast<Tensor*>(tensor)->storage_offset(); }
int ts_is_contiguous(void* tensor) { return static_cast<Tensor*>(tensor)->is_contiguous(); }
int ts_is_sparse(void* tensor) { return static_cast<Tensor*>(tensor)->is_sparse(); }
int ts_is_leaf(void* tensor) { return static_cast<Tensor*>(tensor)->is_leaf(); }
int ts_requires_grad(void* tensor) { return static_cast<Tensor*>(tensor)->requires_grad(); }
void* ts_data_ptr(void* tensor) {
    auto& self = *static_cast<Tensor*>(tensor);
    return self.has_storage() && self.device().is_cpu() ? self.data_ptr() : nullptr;
}

int ts_item(void* tensor, Value* result) {
    return guarded(-1, [&] {
        const auto scalar = static_cast<Tensor*>(tensor)->item();
        if (scalar.isBoolean()) {
            *result = Value{Bool, 0, {scalar.toBool()}};
        } else if (scalar.isIntegral(false)) {
            *result = Value{Int, 0, {scalar.toLong()}};
        } else {
            result->tag = Double;
            result->real = scalar.toDouble();
        }
        return 0;
    });
}

// A tensor over memory of the caller; release(context) is called when its storage dies.
void* ts_from_blob(void* data, const int64_t* sizes, int count, int dtype, Release release, void* context) {
    return guarded<void*>(nullptr, [&]() -> void* {
        auto deleter = [release, context](void*) { release(context); };
        return new Tensor(at::from_blob(data, at::IntArrayRef(sizes, count), deleter, options_of(dtype)));
    });
}

void* ts_empty(const int64_t* sizes, int count, int dtype) {
    return guarded<void*>(nullptr, [&]() -> void* { return new Tensor(at::empty(at::IntArrayRef(sizes, count), options_of(dtype))); });
}

// ---- autograd
int ts_set_requires_grad(void* tensor, int value) {
    return guarded(-1, [&] {
        static_cast<Tensor*>(tensor)->requires_grad_(value != 0);
        return 0;
    });
}
int ts_retain_grad(void* tensor) {
    return guarded(-1, [&] {
        static_cast<Tensor*>(tensor)->retain_grad();
        return 0;
    });
}
void* ts_grad(void* tensor) {
    return guarded<void*>(nullptr, [&] { return give(Tensor(static_cast<Tensor*>(tensor)->grad())); });
}
int ts_set_grad(void* tensor, void* gradient) {
    return guarded(-1, [&] {
        static_cast<Tensor*>(tensor)->mutable_grad() = gradient ? *static_cast<Tensor*>(gradient) : Tensor();
        return 0;
    });
}
int ts_backward(Tensor** roots, int count, Tensor** gradients, int retain, int create, Tensor** inputs, int input_count) {
    return guarded(-1, [&] {
        const auto seeds = gradients ? copy_list(gradients, count) : variable_list{};
        const auto keep = retain < 0 ? c10::optional<bool>() : c10::optional<bool>(retain != 0);
        torch::autograd::backward(copy_list(roots, count), seeds, keep, create != 0, copy_list(inputs, input_count));
        return 0;
    });
}
int ts_gradients(Tensor** outputs, int count, Tensor** inputs, int input_count, Tensor** seeds, int retain, int create, int allow_unused,
                 void** results) {
    return guarded(-1, [&] {
        auto given = seeds ? copy_list(seeds, count) : variable_list{};
        auto answers = torch::autograd::grad(copy_list(outputs, count), copy_list(inputs, input_count), given, retain != 0, create != 0,
                                             allow_unused != 0);
        for (size_t i = 0; i < answers.size(); i++) results[i] = give(std::move(answers[i]));
        return 0;
    });
}
int ts_grad_mode() { return c10::GradMode::is_enabled(); }
void ts_set_grad_mode(int enabled) { c10::GradMode::set_enabled(enabled != 0); }
int ts_inference_mode() { return c10::InferenceMode::is_enabled(); }
void* ts_begin_inference(int enabled) { return new c10::InferenceMode(enabled != 0); }
void ts_end_inference(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
void ts_set_anomaly(int enabled, int check_nan) { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); }
int ts_anomaly() { return torch::autograd::AnomalyMode::is_enabled(); }
int ts_anomaly_checks_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }

// A node of the graph whose backward is a managed callback; release(context) is called when the graph lets the node go.
void* ts_new_node(const char* title, Tensor** inputs, int count, Backward callback, Release release, void* context) {
    return guarded<void*>(nullptr, [&]() -> void* {
        auto node = std::shared_ptr<ManagedNode>(new ManagedNode(), torch::autograd::deleteNode);
        node->title = title;
        node->callback = callback;
        node->release = release;
        node->context = context;
        node->inputs = count;
        node->set_next_edges(torch::autograd::collect_next_edges(copy_list(inputs, count)));
        return new std::shared_ptr<ManagedNode>(std::move(node));
    });
}
void ts_free_node(void* node) { delete static_cast<std::shared_ptr<ManagedNode>*>(node); }

// Ties raw outputs to the node: outputs[i] is replaced by a new handle; the old ones stay the caller's.
int ts_attach_outputs(void* node, Tensor** inputs, int input_count, Tensor** dirty, int dirty_count, Tensor** inert, int inert_count,
                      void** outputs, int count, int differentiable, int materialize) {
    return guarded(-1, [&] {
        auto& function = *static_cast<std::shared_ptr<ManagedNode>*>(node);
        std::unordered_set<at::TensorImpl*> dirty_set, inert_set;
        for (int i = 0; i < dirty_count; i++) dirty_set.insert(dirty[i]->unsafeGetTensorImpl());
        for (int i = 0; i < inert_count; i++) inert_set.insert(inert[i]->unsafeGetTensorImpl());
        std::vector<c10::optional<Variable>> raw;
        for (int i = 0; i < count; i++) raw.emplace_back(*static_cast<Tensor*>(outputs[i]));
        auto no_forward_mode = [](variable_list, variable_list) -> variable_list {
            TORCH_CHECK(false, "a custom function has no forward-mode derivative");
        };
        auto wrapped = torch::autograd::_wrap_outputs(copy_list(inputs, input_count), inert_set, dirty_set, raw,
                                                      differentiable ? function : nullptr, no_forward_mode);
        function->materialize = materialize != 0;
        for (int i = 0; i < count; i++) {
            if (differentiable) function->output_info.emplace_back(*wrapped[i]);
            outputs[i] = new Tensor(*wrapped[i]);
        }
        return 0;
    });
}

// Keeps tensors for backward, after their outputs are attached: an output of this node is recognised, so no reference cycle arises.
int ts_save_variables(void* node, Tensor** tensors, int count) {
    return guarded(-1, [&] {
        auto& function = *static_cast<std::shared_ptr<ManagedNode>*>(node);
        function->saved.clear();
        for (int i = 0; i < count; i++) {
            if (!tensors[i]) function->saved.emplace_back();
            else function->saved.emplace_back(*tensors[i], tensors[i]->grad_fn().get() == function.get());
        }
        return count;
    });
}
// node is the bare ManagedNode* that the backward callback receives.
int ts_saved_count(void* node) { return static_cast<int>(static_cast<ManagedNode*>(node)->saved.size()); }
int ts_saved_variables(void* node, void** results) {
    return guarded(-1, [&] {
        auto& function = *static_cast<ManagedNode*>(node);
        std::shared_ptr<torch::autograd::Node> self = function.shared_from_this();
        for (size_t i = 0; i < function.saved.size(); i++) results[i] = give(function.saved[i].unpack(self));
        return static_cast<int>(function.saved.size());
    });
}

// ---- chance
void* ts_default_generator() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }
void* ts_new_generator(uint64_t seed) { return new at::Generator(at::make_generator<at::CPUGeneratorImpl>(seed)); }
void ts_free_generator(void* generator) { delete static_cast<at::Generator*>(generator); }
void ts_manual_seed(int64_t seed) { at::manual_seed(static_cast<uint64_t>(seed)); }
void ts_generator_set_seed(void* generator, uint64_t seed) {
    auto& self = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(self.mutex());
    self.set_current_seed(seed);
}
int64_t ts_generator_seed(void* generator) {
    auto& self = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(self.mutex());
    return static_cast<int64_t>(self.seed());
}
int64_t ts_generator_current_seed(void* generator) { return static_cast<int64_t>(static_cast<at::Generator*>(generator)->current_seed()); }
void* ts_generator_state(void* generator) {
    return guarded<void*>(nullptr, [&]() -> void* {
        auto& self = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(self.mutex());
        return new Tensor(self.get_state());
    });
}
int ts_generator_set_state(void* generator, void* state) {
    return guarded(-1, [&] {
        auto& self = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(self.mutex());
        self.set_state(*static_cast<Tensor*>(state));
        return 0;
    });
}

// ---- the machine
void ts_set_num_threads(int count) {
    at::set_num_threads(count);
    set_blas_threads(count);
}
int ts_get_num_threads() { return at::get_num_threads(); }
int ts_set_num_interop_threads(int count) {
    return guarded(-1, [&] {
        at::set_num_interop_threads(count);
        return 0;
    });
}
int ts_get_num_interop_threads() { return at::get_num_interop_threads(); }
int ts_cuda_is_available() { return at::globalContext().hasCUDA(); }
int ts_cuda_device_count() { return static_cast<int>(at::globalContext().hasCUDA() ? at::detail::getCUDAHooks().getNumGPUs() : 0); }

}  // extern "C"
#pragma GCC visibility pop

using TorchSharp.Interop;

namespace TorchSharp;

// Comparisons, predicates and bits; the results are Bool tensors.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Scalar target) => Op.Call("aten::eq", "Scalar", this, target);
        public Tensor eq(Tensor target) => Op.Call("aten::eq", "Tensor", this, target);
        public Tensor ne(Scalar target) => Op.Call("aten::ne", "Scalar", this, target);
        public Tensor ne(Tensor target) => Op.Call("aten::ne", "Tensor", this, target);
        public Tensor lt(Scalar target) => Op.Call("aten::lt", "Scalar", this, target);
        public Tensor lt(Tensor target) => Op.Call("aten::lt", "Tensor", this, target);
        public Tensor le(Scalar target) => Op.Call("aten::le", "Scalar", this, target);
        public Tensor le(Tensor target) => Op.Call("aten::le", "Tensor", this, target);
        public Tensor gt(Scalar target) => Op.Call("aten::gt", "Scalar", this, target);
        public Tensor gt(Tensor target) => Op.Call("aten::gt", "Tensor", this, target);
        public Tensor ge(Scalar target) => Op.Call("aten::ge", "Scalar", this, target);
        public Tensor ge(Tensor target) => Op.Call("aten::ge", "Tensor", this, target);
        public Tensor eq_(Scalar target) => Op.CallInPlace("aten::eq_", "Scalar", this, target);
        public Tensor eq_(Tensor target) => Op.CallInPlace("aten::eq_", "Tensor", this, target);
        public Tensor ne_(Scalar target) => Op.CallInPlace("aten::ne_", "Scalar", this, target);
        public Tensor ne_(Tensor target) => Op.CallInPlace("aten::ne_", "Tensor", this, target);
        public Tensor lt_(Scalar target) => Op.CallInPlace("aten::lt_", "Scalar", this, target);
        public Tensor lt_(Tensor target) => Op.CallInPlace("aten::lt_", "Tensor", this, target);
        public Tensor le_(Scalar target) => Op.CallInPlace("aten::le_", "Scalar", this, target);
        public Tensor le_(Tensor target) => Op.CallInPlace("aten::le_", "Tensor", this, target);
        public Tensor gt_(Scalar target) => Op.CallInPlace("aten::gt_", "Scalar", this, target);
        public Tensor gt_(Tensor target) => Op.CallInPlace("aten::gt_", "Tensor", this, target);
        public Tensor ge_(Scalar target) => Op.CallInPlace("aten::ge_", "Scalar", this, target);
        public Tensor ge_(Tensor target) => Op.CallInPlace("aten::ge_", "Tensor", this, target);
        public Tensor greater(Tensor target) => Op.Call("aten::greater", "Tensor", this, target);
        public Tensor greater_equal(Tensor target) => Op.Call("aten::greater_equal", "Tensor", this, target);
        public Tensor less(Tensor target) => Op.Call("aten::less", "Tensor", this, target);
        public Tensor less_equal(Tensor target) => Op.Call("aten::less_equal", "Tensor", this, target);
        public Tensor not_equal(Tensor target) => Op.Call("aten::not_equal", "Tensor", this, target);
        public Tensor logical_not() => Op.Call("aten::logical_not", "", this);
        public Tensor logical_not_() => Op.CallInPlace("aten::logical_not_", "", this);
        public Tensor logical_and(Tensor other) => Op.Call("aten::logical_and", "", this, other);
        public Tensor logical_and_(Tensor other) => Op.CallInPlace("aten::logical_and_", "", this, other);
        public Tensor logical_or(Tensor other) => Op.Call("aten::logical_or", "", this, other);
        public Tensor logical_or_(Tensor other) => Op.CallInPlace("aten::logical_or_", "", this, other);
        public Tensor logical_xor(Tensor other) => Op.Call("aten::logical_xor", "", this, other);
        public Tensor bitwise_not() => Op.Call("aten::bitwise_not", "", this);
        public Tensor bitwise_and(Tensor other) => Op.Call("aten::bitwise_and", "Tensor", this, other);
        public Tensor bitwise_or(Tensor other) => Op.Call("aten::bitwise_or", "Tensor", this, other);
        public Tensor bitwise_xor(Tensor other) => Op.Call("aten::bitwise_xor", "Tensor", this, other);
        public Tensor bitwise_left_shift(Tensor other) => Op.Call("aten::bitwise_left_shift", "Tensor", this, other);
        public Tensor bitwise_right_shift(Tensor other) => Op.Call("aten::bitwise_right_shift", "Tensor", this, other);
        public Tensor isnan() => Op.Call("aten::isnan", "", this);
        public Tensor isinf() => Op.Call("aten::isinf", "", this);
        public Tensor isfinite() => Op.Call("aten::isfinite", "", this);
        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) => Op.Call("aten::isclose", "", this, other, rtol, atol, nanEqual);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) => Op.Call("aten::isin", "Tensor_Tensor", this, test_elements, assumeUnique, invert);
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) => Op.CallBool("aten::allclose", "", this, target, rtol, atol, equal_nan);
        public Tensor all() => Op.Call("aten::all", "", this);
        public Tensor all(long dim, bool keepdim = false) => Op.Call("aten::all", "dim", this, dim, keepdim);
        public Tensor any() => Op.Call("aten::any", "", this);
        public Tensor any(long dim, bool keepdim = false) => Op.Call("aten::any", "dim", this, dim, keepdim);
    }

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);
    public static Tensor le(Tensor left, Tensor right) => left.le(right);
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);
    public static Tensor greater(Tensor tensor, Tensor target) => tensor.greater(target);
    public static Tensor greater_equal(Tensor tensor, Tensor target) => tensor.greater_equal(target);
    public static Tensor less(Tensor tensor, Tensor target) => tensor.less(target);
    public static Tensor less_equal(Tensor tensor, Tensor target) => tensor.less_equal(target);
    public static Tensor not_equal(Tensor tensor, Tensor target) => tensor.not_equal(target);
    public static Tensor logical_not(Tensor input) => input.logical_not();
    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);
    public static Tensor logical_and_(Tensor left, Tensor right) => left.logical_and_(right);
    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);
    public static Tensor logical_or_(Tensor left, Tensor right) => left.logical_or_(right);
    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);
    public static Tensor bitwise_not(Tensor input) => input.bitwise_not();
    public static Tensor bitwise_and(Tensor left, Tensor right) => left.bitwise_and(right);
    public static Tensor bitwise_or(Tensor left, Tensor right) => left.bitwise_or(right);
    public static Tensor bitwise_xor(Tensor left, Tensor right) => left.bitwise_xor(right);
    public static Tensor bitwise_left_shift(Tensor left, Tensor right) => left.bitwise_left_shift(right);
    public static Tensor bitwise_right_shift(Tensor left, Tensor right) => left.bitwise_right_shift(right);
    public static Tensor isnan(Tensor input) => input.isnan();
    public static Tensor isinf(Tensor tensor) => tensor.isinf();
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();
    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) => tensor.isclose(other, rtol, atol, nanEqual);
    public static Tensor isin(Tensor tensor, Tensor test_elements, bool assumeUnique = false, bool invert = false) => tensor.isin(test_elements, assumeUnique, invert);
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) => tensor.allclose(target, rtol, atol, equal_nan);
    public static Tensor all(Tensor input) => input.all();
    public static Tensor all(Tensor input, long dim, bool keepdim = false) => input.all(dim, keepdim);
    public static Tensor any(Tensor input) => input.any();
    public static Tensor any(Tensor input, long dim, bool keepdim = false) => input.any(dim, keepdim);
}

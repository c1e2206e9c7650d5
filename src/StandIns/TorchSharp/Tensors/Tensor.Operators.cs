using TorchSharp.Interop;

namespace TorchSharp;

// The comparison operators make tensors, as in the package; identity stays with Equals.
#pragma warning disable CA1046, CA2013, MA0084

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Op.Call("aten::add", "Tensor", left, right);
        public static Tensor operator +(Tensor left, Scalar right) => Op.Call("aten::add", "Scalar", left, right);
        public static Tensor operator +(Tensor left, int right) => Op.Call("aten::add", "Scalar", left, right);
        public static Tensor operator +(Tensor left, long right) => Op.Call("aten::add", "Scalar", left, right);
        public static Tensor operator +(Tensor left, float right) => Op.Call("aten::add", "Scalar", left, right);
        public static Tensor operator +(Tensor left, double right) => Op.Call("aten::add", "Scalar", left, right);
        public static Tensor operator +(Scalar left, Tensor right) => Op.Call("aten::add", "Scalar", right, left);
        public static Tensor operator +(int left, Tensor right) => Op.Call("aten::add", "Scalar", right, left);
        public static Tensor operator +(long left, Tensor right) => Op.Call("aten::add", "Scalar", right, left);
        public static Tensor operator +(float left, Tensor right) => Op.Call("aten::add", "Scalar", right, left);
        public static Tensor operator +(double left, Tensor right) => Op.Call("aten::add", "Scalar", right, left);

        public static Tensor operator -(Tensor left, Tensor right) => Op.Call("aten::sub", "Tensor", left, right);
        public static Tensor operator -(Tensor left, Scalar right) => Op.Call("aten::sub", "Scalar", left, right);
        public static Tensor operator -(Tensor left, int right) => Op.Call("aten::sub", "Scalar", left, right);
        public static Tensor operator -(Tensor left, long right) => Op.Call("aten::sub", "Scalar", left, right);
        public static Tensor operator -(Tensor left, float right) => Op.Call("aten::sub", "Scalar", left, right);
        public static Tensor operator -(Tensor left, double right) => Op.Call("aten::sub", "Scalar", left, right);
        public static Tensor operator -(Scalar left, Tensor right) => Op.Call("aten::rsub", "Scalar", right, left);
        public static Tensor operator -(int left, Tensor right) => Op.Call("aten::rsub", "Scalar", right, left);
        public static Tensor operator -(long left, Tensor right) => Op.Call("aten::rsub", "Scalar", right, left);
        public static Tensor operator -(float left, Tensor right) => Op.Call("aten::rsub", "Scalar", right, left);
        public static Tensor operator -(double left, Tensor right) => Op.Call("aten::rsub", "Scalar", right, left);

        public static Tensor operator *(Tensor left, Tensor right) => Op.Call("aten::mul", "Tensor", left, right);
        public static Tensor operator *(Tensor left, Scalar right) => Op.Call("aten::mul", "Scalar", left, right);
        public static Tensor operator *(Tensor left, int right) => Op.Call("aten::mul", "Scalar", left, right);
        public static Tensor operator *(Tensor left, long right) => Op.Call("aten::mul", "Scalar", left, right);
        public static Tensor operator *(Tensor left, float right) => Op.Call("aten::mul", "Scalar", left, right);
        public static Tensor operator *(Tensor left, double right) => Op.Call("aten::mul", "Scalar", left, right);
        public static Tensor operator *(Scalar left, Tensor right) => Op.Call("aten::mul", "Scalar", right, left);
        public static Tensor operator *(int left, Tensor right) => Op.Call("aten::mul", "Scalar", right, left);
        public static Tensor operator *(long left, Tensor right) => Op.Call("aten::mul", "Scalar", right, left);
        public static Tensor operator *(float left, Tensor right) => Op.Call("aten::mul", "Scalar", right, left);
        public static Tensor operator *(double left, Tensor right) => Op.Call("aten::mul", "Scalar", right, left);

        public static Tensor operator /(Tensor left, Tensor right) => Op.Call("aten::div", "Tensor", left, right);
        public static Tensor operator /(Tensor left, Scalar right) => Op.Call("aten::div", "Scalar", left, right);
        public static Tensor operator /(Tensor left, int right) => Op.Call("aten::div", "Scalar", left, right);
        public static Tensor operator /(Tensor left, long right) => Op.Call("aten::div", "Scalar", left, right);
        public static Tensor operator /(Tensor left, float right) => Op.Call("aten::div", "Scalar", left, right);
        public static Tensor operator /(Tensor left, double right) => Op.Call("aten::div", "Scalar", left, right);
        public static Tensor operator /(Scalar left, Tensor right) => Quotient(left, right);
        public static Tensor operator /(int left, Tensor right) => Quotient(left, right);
        public static Tensor operator /(long left, Tensor right) => Quotient(left, right);
        public static Tensor operator /(float left, Tensor right) => Quotient(left, right);
        public static Tensor operator /(double left, Tensor right) => Quotient(left, right);

        // As in PyTorch: the reciprocal, scaled.
        private static Tensor Quotient(Arg left, Tensor right)
        {
            using var reciprocal = right.reciprocal();
            return Op.Call("aten::mul", "Scalar", reciprocal, left);
        }

        public static Tensor operator -(Tensor tensor) => tensor.neg();
        public static Tensor operator ~(Tensor left) => left.bitwise_not();
        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);
        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);
        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);
        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);
        public static Tensor operator %(Tensor left, int right) => Op.Call("aten::remainder", "Scalar", left, right);
        public static Tensor operator %(Tensor left, long right) => Op.Call("aten::remainder", "Scalar", left, right);
        public static Tensor operator %(Tensor left, float right) => Op.Call("aten::remainder", "Scalar", left, right);
        public static Tensor operator %(Tensor left, double right) => Op.Call("aten::remainder", "Scalar", left, right);

        public static Tensor operator ==(Tensor left, Tensor right) => Op.Call("aten::eq", "Tensor", left, right);
        public static Tensor operator ==(Tensor left, Scalar right) => Op.Call("aten::eq", "Scalar", left, right);
        public static Tensor operator ==(Scalar left, Tensor right) => Op.Call("aten::eq", "Scalar", right, left);
        public static Tensor operator !=(Tensor left, Tensor right) => Op.Call("aten::ne", "Tensor", left, right);
        public static Tensor operator !=(Tensor left, Scalar right) => Op.Call("aten::ne", "Scalar", left, right);
        public static Tensor operator !=(Scalar left, Tensor right) => Op.Call("aten::ne", "Scalar", right, left);
        public static Tensor operator <(Tensor left, Tensor right) => Op.Call("aten::lt", "Tensor", left, right);
        public static Tensor operator <(Tensor left, Scalar right) => Op.Call("aten::lt", "Scalar", left, right);
        public static Tensor operator <(Scalar left, Tensor right) => Op.Call("aten::gt", "Scalar", right, left);
        public static Tensor operator <=(Tensor left, Tensor right) => Op.Call("aten::le", "Tensor", left, right);
        public static Tensor operator <=(Tensor left, Scalar right) => Op.Call("aten::le", "Scalar", left, right);
        public static Tensor operator <=(Scalar left, Tensor right) => Op.Call("aten::ge", "Scalar", right, left);
        public static Tensor operator >(Tensor left, Tensor right) => Op.Call("aten::gt", "Tensor", left, right);
        public static Tensor operator >(Tensor left, Scalar right) => Op.Call("aten::gt", "Scalar", left, right);
        public static Tensor operator >(Scalar left, Tensor right) => Op.Call("aten::lt", "Scalar", right, left);
        public static Tensor operator >=(Tensor left, Tensor right) => Op.Call("aten::ge", "Tensor", left, right);
        public static Tensor operator >=(Tensor left, Scalar right) => Op.Call("aten::ge", "Scalar", left, right);
        public static Tensor operator >=(Scalar left, Tensor right) => Op.Call("aten::le", "Scalar", right, left);

        // A number that meets a tensor-typed parameter becomes a tensor of no dimensions.
        public static implicit operator Tensor(byte value) => tensor(value);
        public static implicit operator Tensor(sbyte value) => tensor(value);
        public static implicit operator Tensor(short value) => tensor(value);
        public static implicit operator Tensor(int value) => tensor(value);
        public static implicit operator Tensor(long value) => tensor(value);
        public static implicit operator Tensor(float value) => tensor(value);
        public static implicit operator Tensor(double value) => tensor(value);
        public static implicit operator Tensor(bool value) => tensor(value);
        public static implicit operator Tensor(byte[] value) => tensor(value);
        public static implicit operator Tensor(sbyte[] value) => tensor(value);
        public static implicit operator Tensor(short[] value) => tensor(value);
        public static implicit operator Tensor(int[] value) => tensor(value);
        public static implicit operator Tensor(long[] value) => tensor(value);
        public static implicit operator Tensor(float[] value) => tensor(value);
        public static implicit operator Tensor(double[] value) => tensor(value);
        public static implicit operator Tensor(bool[] value) => tensor(value);
        public static implicit operator Tensor(Scalar scalar) => Op.Call("aten::scalar_tensor", "", scalar, scalar.Type);

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator short(Tensor value) => value.ToInt16();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator bool(Tensor value) => value.ToBoolean();
    }
}

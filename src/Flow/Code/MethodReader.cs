using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace Steering.Flow;

/// <summary>
/// Reads one method: its signature, local variables, exception regions and instructions as text, each operand replaced by its symbolic
/// name or literal, so that nothing in it depends on what else the assembly holds; and what the instructions lead to.
/// </summary>
internal sealed class MethodReader(CodeMethod method)
{
    private const MethodAttributes Counted =
        MethodAttributes.Static | MethodAttributes.Virtual | MethodAttributes.Abstract | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.PinvokeImpl;
    private readonly CodeImage _image = method.Image;
    private readonly StringBuilder _text = new();
    private readonly FactList _facts = new(method);
    private TypeShape? _constraint;

    public MethodFacts Read()
    {
        var own = method.Signature;
        _text.Append(CultureInfo.InvariantCulture, $"{method.FullName} {own.ReturnType} {method.Row.Attributes & Counted} {method.Row.ImplAttributes}\n");
        foreach (var shape in own.ParameterTypes.Append(own.ReturnType)) _facts.Mention(shape);
        foreach (var mark in CodeMarks.Of(_image, method.Row.GetCustomAttributes()))
        {
            _text.Append(mark.Text).Append('\n');
            _facts.Mark(mark);
            if (mark.Name.EndsWith(".UnsafeAccessorAttribute", StringComparison.Ordinal)) Open(own.ParameterTypes.Append(own.ReturnType));
        }
        if (method.Row.Attributes.HasFlag(MethodAttributes.PinvokeImpl)) ReadImport();
        if (method.HasBody) ReadBody(_image.Body(method.Row));
        return new MethodFacts(StageKey.Sha256(_text.ToString()), _facts.Done(CodeMarks.Has(_image, method.Row.GetCustomAttributes(), nameof(DependsOnCodeAttribute))
            || CodeMarks.Has(_image, method.Type.Row.GetCustomAttributes(), nameof(DependsOnCodeAttribute))));
    }

    /// <summary>A method without a body that stands for a private member of one of these types.</summary>
    private void Open(IEnumerable<TypeShape> shapes)
    {
        foreach (var type in shapes.SelectMany(shape => shape.All()).Select(shape => shape.Head).OfType<CodeType>().Where(type => type.IsWalked))
            _facts.Add(new(FactKind.Whole) { Type = type });
    }

    private void ReadImport()
    {
        var import = method.Row.GetImport();
        var library = _image.Metadata.GetString(_image.Metadata.GetModuleReference(import.Module).Name);
        _text.Append(CultureInfo.InvariantCulture, $"import {library} {_image.Metadata.GetString(import.Name)} {import.Attributes}\n");
        foreach (var parameter in method.Row.GetParameters().Select(_image.Metadata.GetParameter))
            if (parameter.GetMarshallingDescriptor() is { IsNil: false } how)
                _text.Append(CultureInfo.InvariantCulture, $"marshal {parameter.SequenceNumber} {Convert.ToHexStringLower(_image.Metadata.GetBlobBytes(how))}\n");
        _facts.Add(new(FactKind.Native) { Text = library });
    }

    private void ReadBody(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            var locals = _image.Metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_image.Shapes, null);
            _text.Append("locals ").Append(body.LocalVariablesInitialized).Append(' ').AppendJoin(',', locals).Append('\n');
            foreach (var shape in locals) _facts.Mention(shape);
        }
        foreach (var region in body.ExceptionRegions)
        {
            var caught = region.Kind == ExceptionRegionKind.Catch ? _image.Shape(region.CatchType) : null;
            _text.Append(CultureInfo.InvariantCulture, $"{region.Kind} {region.TryOffset}+{region.TryLength} {region.HandlerOffset}+{region.HandlerLength} {region.FilterOffset} {caught}\n");
            if (caught is not null) _facts.Mention(caught);
        }
        foreach (var instruction in Il.Read(body)) Read(instruction);
    }

    private void Read(Instruction instruction)
    {
        _text.Append(instruction.Code.Name).Append(' ');
        switch (instruction.Code.OperandType)
        {
            case OperandType.InlineNone: break;
            case OperandType.InlineString:
                _text.Append(Scalars.Quote(_image.Metadata.GetUserString(MetadataTokens.UserStringHandle((int)instruction.Operand))));
                break;
            case OperandType.InlineSwitch: _text.AppendJoin(',', instruction.Targets!); break;   // a switch has them
            case OperandType.InlineSig: ReadCall(_image.Metadata.GetStandaloneSignature((StandaloneSignatureHandle)MetadataTokens.EntityHandle((int)instruction.Operand)).DecodeMethodSignature(_image.Shapes, null)); break;
            case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                ReadToken(instruction.Code, MetadataTokens.EntityHandle((int)instruction.Operand));
                break;
            default: _text.Append(instruction.Operand); break;
        }
        _text.Append('\n');
        if (instruction.Code != OpCodes.Constrained) _constraint = null;
    }

    private void ReadCall(MethodSignature<TypeShape> signature)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{signature.Header.CallingConvention} {signature.ReturnType}({string.Join(',', signature.ParameterTypes)})");
        foreach (var shape in signature.ParameterTypes.Append(signature.ReturnType)) _facts.Mention(shape);
    }

    private void ReadToken(OpCode code, EntityHandle handle)
    {
        if (IsMethod(handle))
        {
            var use = _image.ResolveMethod(handle);
            _text.Append(use.Text);
            _facts.Use(code, use, _constraint);
        }
        else if (handle.Kind is HandleKind.FieldDefinition or HandleKind.MemberReference)
        {
            var use = _image.ResolveField(handle);
            _text.Append(use.Text);
            _facts.Use(use);
        }
        else
        {
            var shape = _image.Shape(handle);
            _text.Append(shape.Text);
            if (code == OpCodes.Constrained) _constraint = shape;
            _facts.Use(code, shape);
        }
    }

    private bool IsMethod(EntityHandle handle) =>
        handle.Kind is HandleKind.MethodDefinition or HandleKind.MethodSpecification
        || handle.Kind == HandleKind.MemberReference && _image.Metadata.GetMemberReference((MemberReferenceHandle)handle).GetKind() == MemberReferenceKind.Method;
}

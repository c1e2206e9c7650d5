using System.Reflection;

namespace Steering.House.Tests.Api;

/// <summary>Attributes by their simple name: those that the compiler embeds in an assembly have no common type.</summary>
internal static class ApiMarks
{
    public static bool Has(MemberInfo member, string attribute) => member.CustomAttributes.Any(mark => mark.AttributeType.Name == attribute);

    public static bool Has(ParameterInfo parameter, string attribute) => parameter.CustomAttributes.Any(mark => mark.AttributeType.Name == attribute);
}

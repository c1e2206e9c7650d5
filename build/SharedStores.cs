using Steering.Flow;
using Steering.SharedStores;

namespace Steering.Build;

/// <summary>Where machines share results, from what a person typed and what the environment says.</summary>
internal static class SharedStores
{
#pragma warning disable RS0030 // This is the door: the environment is read here and nowhere else.
    /// <summary>For machines that always share: the option's value, in the environment.</summary>
    public static string? OfEnvironment => Environment.GetEnvironmentVariable("STEERING_SHARED_STORE") is { Length: > 0 } place ? place : null;

    /// <summary>A store that is asked for nothing yet.</summary>
    public static IRemoteStore? Open(string? text)
    {
        if (text is null) return null;
        if (!S3Place.IsOne(text)) return new DirectoryRemote(Path.GetFullPath(text));
        var place = S3Place.Parse(text) with { Region = First("AWS_REGION", "AWS_DEFAULT_REGION"), Endpoint = Address(First("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")) };
        return new S3Remote(First("AWS_ACCESS_KEY_ID") is { } access && First("AWS_SECRET_ACCESS_KEY") is { } secret ? place with { Keys = new S3Keys(access, secret, First("AWS_SESSION_TOKEN")) } : place);
    }

    private static string? First(params string[] names) => names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 });
#pragma warning restore RS0030

    private static Uri? Address(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) ? address
        : throw new FlowException($"AWS_ENDPOINT_URL is '{text}'; it takes an address such as https://storage.example.org.");
}

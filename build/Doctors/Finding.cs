namespace Steering.Build.Doctors;

/// <summary>How grave a finding is.</summary>
internal enum Health
{
    Ok,
    Warning,
    Failure,
}

/// <summary>One thing looked at on this machine.</summary>
/// <param name="Remedy">What to do; empty when nothing need be done.</param>
internal sealed record Finding(Health Health, string What, string Value, string Remedy = "")
{
    public static Finding Ok(string what, string value) => new(Health.Ok, what, value);

    public static Finding Warn(string what, string value, string remedy) => new(Health.Warning, what, value, remedy);

    public static Finding Fail(string what, string value, string remedy) => new(Health.Failure, what, value, remedy);
}

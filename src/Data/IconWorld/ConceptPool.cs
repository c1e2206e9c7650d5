namespace Steering.Data.IconWorld;

/// <summary>
/// Which concepts a set may show or ask about. The asked ones are halved by turns, so that alignment can be shown one half only and the
/// other is new in tuning (headroom on the vision side).
/// </summary>
[Flags]
public enum ConceptPool
{
    None = 0,
    AskedFirst = 1,
    AskedSecond = 2,
    Asked = AskedFirst | AskedSecond,
    Captioned = 4,
    AskedAndCaptioned = Asked | Captioned,
    AskedFirstAndCaptioned = AskedFirst | Captioned,
    Unseen = 8,
    All = Asked | Captioned | Unseen,
}

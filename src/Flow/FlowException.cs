namespace Steering.Flow;

/// <summary>An error a person can act on: its message says what, which value, and what to do. Hosts print the message alone.</summary>
[CodeIrrelevant]
public sealed class FlowException(string message, Exception? cause = null) : Exception(message, cause);

// The seed of the global generator is shared by the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Steering.Flow;

namespace Steering.SharedStores;

/// <summary>A bucket of an S3-compatible store. Nothing is asked of it but to put, get and tell of whole objects; checksums are Flow's own.</summary>
public sealed class S3Remote(S3Place place) : IRemoteStore, IDisposable
{
    private const long LargestSinglePut = 64L << 20;   // bytes; above it in parts, which a broken line does not start anew
    private const int Retries = 2;
    private static readonly TimeSpan TimeToConnect = TimeSpan.FromSeconds(5);
    private readonly Lazy<AmazonS3Client> _client = new(() => Connect(place));   // loading the package takes a while: not where nobody asks

    public string Name => place.ToString();

    public async Task<bool> HasAsync(string name, CancellationToken cancel)
    {
        try
        {
            await _client.Value.GetObjectMetadataAsync(place.Bucket, place.Prefix + name, cancel);
            return true;
        }
        catch (AmazonS3Exception error) when (IsAbsent(error)) { return false; }
    }

    public async Task<bool> GetAsync(string name, string path, CancellationToken cancel)
    {
        try
        {
            using var response = await _client.Value.GetObjectAsync(place.Bucket, place.Prefix + name, cancel);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await response.ResponseStream.CopyToAsync(file, cancel);
            return true;
        }
        catch (AmazonS3Exception error) when (IsAbsent(error)) { return false; }
    }

    public async Task PutAsync(string name, string path, CancellationToken cancel)
    {
        if (new FileInfo(path).Length <= LargestSinglePut)
        {
            await _client.Value.PutObjectAsync(new PutObjectRequest { BucketName = place.Bucket, Key = place.Prefix + name, FilePath = path, UseChunkEncoding = false }, cancel);
            return;
        }
        using var transfer = new TransferUtility(_client.Value);
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = place.Bucket, Key = place.Prefix + name, FilePath = path, PartSize = LargestSinglePut }, cancel);
    }

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    /// <summary>A missing bucket is no missing object: it must not look like an empty store.</summary>
    private static bool IsAbsent(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != "NoSuchBucket";

    private static AmazonS3Client Connect(S3Place place)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = Retries,
            ConnectTimeout = TimeToConnect,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,   // trailing checksums are refused by many compatible servers
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (place.Endpoint is { } endpoint) (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint.ToString(), true, place.Region ?? "us-east-1");
        else if (place.Region is { } region) config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        return place.Keys switch
        {
            null => new AmazonS3Client(config),
            { Session: { } session } keys => new AmazonS3Client(new SessionAWSCredentials(keys.Access, keys.Secret, session), config),
            { } keys => new AmazonS3Client(new BasicAWSCredentials(keys.Access, keys.Secret), config),
        };
    }
}

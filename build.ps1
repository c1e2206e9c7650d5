# The same door as build.sh, for PowerShell on Windows and Linux. CI runs build.sh; this one is thin and has not been run there.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$artifacts = Join-Path $root '.artifacts'
$hostDll = Join-Path $artifacts 'bin/Build/release/Steering.Build.dll'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

function Fail([string] $message) { [Console]::Error.WriteLine("error: $message"); exit 1 }

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Fail 'The .NET SDK is missing. Install version 10.0.100 or newer (https://dot.net/download) and run again.'
}
New-Item -ItemType Directory -Force $artifacts | Out-Null

# Which feed there is: CLOSED_FEED=true|false, else what was found before, else asked once.
$feed = Join-Path $artifacts 'feed.props'
$closed = $env:CLOSED_FEED
if ($closed -and $closed -notin @('true', 'false')) { Fail "CLOSED_FEED is '$closed'; it can be 'true', 'false' or unset." }
if (-not $closed -and -not (Test-Path $feed)) {
    $probe = Join-Path $artifacts 'probe'
    New-Item -ItemType Directory -Force $probe | Out-Null
    foreach ($file in 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props') { Set-Content (Join-Path $probe $file) '<Project />' }
    Set-Content (Join-Path $probe 'Probe.csproj') @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="TorchSharp" Version="[0.106.0]" /></ItemGroup>
</Project>
'@
    $answer = dotnet restore (Join-Path $probe 'Probe.csproj') 2>&1 | Out-String
    if ($LASTEXITCODE -eq 0) { $closed = 'false' }
    elseif ($answer -match 'NU110[123]') { $closed = 'true' }
    else { Fail "The package feed gives no answer: $answer Mend the network, or set CLOSED_FEED=true|false." }
    Remove-Item -Recurse -Force $probe
    [Console]::Error.WriteLine("Feed: $(if ($closed -eq 'true') { 'closed; the build uses src/StandIns' } else { 'full; the build uses the packages themselves' }).")
}
if ($closed) {
    $text = "<Project><PropertyGroup><ClosedFeed>$closed</ClosedFeed></PropertyGroup></Project>"
    if (-not (Test-Path $feed) -or (Get-Content -Raw $feed).Trim() -ne $text) { Set-Content $feed $text }
}
if ((Get-Content -Raw $feed) -match '>true<' -and $IsWindows) {
    Fail 'The stand-in of TorchSharp is made on a Linux system''s libtorch. On Windows use a full package feed, or WSL.'
}

# Everything is built for the targets that read every project, the host alone for the rest.
$line = $args -join ' '
$project = if ($line -match '(?i)(--target|-t)[ =](test|format)\b') { 'Pipeline.sln' } else { 'build/Build.csproj' }
dotnet build (Join-Path $root $project) --configuration Release --nologo --verbosity quiet
if ($LASTEXITCODE -ne 0) { Fail 'The build failed (above).' }
dotnet exec $hostDll @args
exit $LASTEXITCODE

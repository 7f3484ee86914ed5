-- wrk -t2 -s requests.lua URL -- PATHS: ask for the paths of a file in turn, each thread from its own
-- place; the second thread asks the port in $SECOND_PORT, if that is set.
local threads = 0

function setup(thread)
  thread:set("id", threads)
  local second = os.getenv("SECOND_PORT")
  if threads == 1 and second then thread.addr = wrk.lookup("127.0.0.1", second)[1] end
  threads = threads + 1
end

function init(args)
  paths = {}
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  at = id * math.floor(#paths / 2)
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end

function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  io.write(string.format(
    '{"pages": %d, "seconds": %.3f, "bytes": %d, "p50_ms": %.2f, "p95_ms": %.2f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, failed))
end

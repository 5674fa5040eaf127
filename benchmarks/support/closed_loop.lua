-- Closed loop: every request is a new (attempt, lease, sequence); after the cut-off nothing more is completed.
-- HALL: lines "path token", then an empty line, then lines "item option option …".  FROM: how many requests were sent by
-- earlier rounds.  SECONDS: how long to send.  After that a connection is given a request whose body never comes, so
-- what is under way is answered and counted and the server holds nothing that was not acknowledged.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long s; long us; } bench_time; int gettimeofday(bench_time *tv, void *tz); ]]
local clock = ffi.new("bench_time")
local function seconds() ffi.C.gettimeofday(clock, nil); return tonumber(clock.s) + tonumber(clock.us) / 1e6 end

local heads, bodies, attempts, ends = {}, {}, 0, nil
sent = 0
local count = tonumber(os.getenv("FROM"))
local span = tonumber(os.getenv("SECONDS"))
local threads = {}

function setup(thread) table.insert(threads, thread) end

function init()
  local paths = true
  for line in io.lines(os.getenv("HALL")) do
    if line == "" then
      paths = false
    elseif paths then
      local path, token = line:match("(%S+) (%S+)")
      local head = "POST " .. path .. " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " .. token
      table.insert(heads, head .. "\r\nContent-Type: application/json\r\nContent-Length: ")
    else
      local item
      for word in line:gmatch("%S+") do
        if not item then
          item = word
        else
          table.insert(bodies, ',"item":' .. item .. ',"options":["' .. word .. '"],"flagged":false}]}')
        end
      end
    end
  end
  attempts = #heads
end

function request()
  if not verified then -- wrk asks once before it starts and throws the answer away
    verified = true
    return heads[1] .. "0\r\n\r\n"
  end
  local now = seconds()
  if not ends then ends = now + span end
  if now > ends then
    return heads[1] .. "9\r\n\r\n"
  end
  local seq = math.floor(count / attempts) + 1
  local body = '{"lease":' .. LEASE .. ',"answers":[{"seq":' .. seq .. bodies[(count * 7 + seq) % #bodies + 1]
  local head = heads[count % attempts + 1]
  count = count + 1
  sent = sent + 1
  return head .. #body .. "\r\n\r\n" .. body
end

LEASE = os.getenv("LEASE") or "1"

function done(summary, latency)
  local all = 0
  for _, thread in ipairs(threads) do all = all + thread:get("sent") end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"sent":%d,"replies":%d,"refused":%d,"broken":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f,"mean":%.3f}\n',
    all, summary.requests, errors.status, errors.connect + errors.read + errors.write,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.mean / 1000))
end

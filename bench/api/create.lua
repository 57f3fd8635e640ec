-- Adds videos, each with an id and a key of its own (UUIDs of version 7).
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  math.randomseed(os.time() * 10 + number)
  -- Milliseconds are enough to be accepted as fresh; the rest tells the ids apart.
  head = string.format("%012x", os.time() * 1000)
  run = string.format("%03x", math.random(0, 0xfff))
  count = 0
end

local function uuid(kind)
  return string.format("%s-%s-7%s-%s%03x-%012x", head:sub(1, 8), head:sub(9, 12), run, kind, number, count)
end

function request()
  count = count + 1
  local body = string.format(
    '{"id":"%s","title":"Lesson %d: measured, not guessed","durationSeconds":%d}',
    uuid("8"), count, 60 + count % 900)
  return wrk.format("POST", "/api/courses/" .. (os.getenv("COURSE") or "c1") .. "/videos",
    { ["content-type"] = "application/json", ["idempotency-key"] = uuid("9") }, body)
end

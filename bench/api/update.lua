-- Changes the videos whose ids are in the file IDS, each time with a key of its own.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

function init(args)
  math.randomseed(os.time() * 10 + number)
  head = string.format("%012x", os.time() * 1000)
  run = string.format("%03x", math.random(0, 0xfff))
  count = 0
  ids = {}
  for id in io.lines(os.getenv("IDS")) do
    ids[#ids + 1] = id
  end
end

function request()
  count = count + 1
  local key = string.format("%s-%s-7%s-a%03x-%012x", head:sub(1, 8), head:sub(9, 12), run, number, count)
  local body = string.format('{"title":"Lesson %d, take %d","durationSeconds":%d}', count % 100, count, 60 + count % 900)
  return wrk.format("PATCH", "/api/videos/" .. ids[math.random(#ids)],
    { ["content-type"] = "application/json", ["idempotency-key"] = key }, body)
end

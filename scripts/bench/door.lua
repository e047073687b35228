-- A view of its own for each request: 1.1 KB with six vitals. The first argument makes the ids of this run its own.
local head = '{"v":1,"key":"pk_demo","view":{"id":"'
local tail = '","revision":1,"startedAtMs":1700000000000,"sentAtMs":1700000004000,"url":"https://example.test/articles/one","navigationType":"navigate"},"visit":{"id":"6f0c2a1e-3b1d-4c55-9a43-6a2f0c1b2d3e"},"device":{"viewportWidthPx":1440,"viewportHeightPx":900,"pixelRatio":2},"connection":{"effectiveType":"4g","rttMs":50},"vitals":{"lcp":{"value":1834.2,"target":"main>article>img.hero","url":"https://example.test/hero.jpg","ttfbMs":120.5,"loadDelayMs":200.1,"loadMs":900.2,"renderDelayMs":613.4},"cls":{"value":0.02,"target":"main>section>div","atMs":900,"shift":0.02},"inp":{"value":88,"target":"button.more","type":"pointer","inputDelayMs":3,"processingMs":60,"presentationMs":25,"atMs":3000},"fcp":{"value":700.1},"ttfb":{"value":120.5},"fid":{"value":3.2,"target":"button.more","type":"pointerdown","atMs":3000}},"navigation":{"dnsMs":5,"connectMs":12,"waitMs":100,"responseMs":20,"loadMs":1500,"protocol":"h2","transferBytes":12000}}'

local prefix
local number = 0

function init(args)
  prefix = args[1] or "00000000"
end

function request()
  number = number + 1
  local id = string.format("%s-0000-4000-8000-%012x", prefix, number)
  local headers = { ["Content-Type"] = "text/plain", ["User-Agent"] = "Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36" }
  return wrk.format("POST", "/v1/views", headers, head .. id .. tail)
end

-- Gives an EPUB of pandoc's the list of the printed pages, which pandoc itself does not write:
--
--     restitch --pages -t pandoc brief.txt | pandoc -f json -o brief.epub
--     pandoc lua page-list.lua brief.epub
--
-- Every mark of a page (a span with the type `pagebreak`) becomes an entry of the book's navigation, in the order of the
-- book, under the number that the mark bears. A book that has the list already gets it anew. Needs pandoc 3.

local file = arg and arg[1]

local function fail(message)
  io.stderr:write('page-list.lua: ' .. message .. '\n')
  os.exit(1)
end

if not file then
  fail('give the EPUB: pandoc lua page-list.lua book.epub')
end
if not pandoc or not pandoc.zip then
  fail('pandoc 3 is needed')
end
local handle = io.open(file, 'rb')
if not handle then
  fail(file .. ': cannot be read')
end
local bytes = handle:read('a')
handle:close()

local opened, archive = pcall(pandoc.zip.Archive, bytes)
if not opened then
  fail(file .. ': is no EPUB')
end

local contents, navigation = {}, nil
for i, entry in ipairs(archive.entries) do
  contents[entry.path] = entry
  if entry.path:match('^EPUB/nav%.xhtml$') then
    navigation = i
  end
end
local package = contents['EPUB/content.opf']
if not navigation or not package then
  fail(file .. ': is no EPUB that pandoc wrote')
end

-- The files of the text, in the order of the book.
local opf, paths, order = package:contents(), {}, {}
for item in opf:gmatch('<item%s[^>]*>') do
  paths[item:match('%sid="([^"]*)"') or ''] = item:match('%shref="([^"]*)"')
end
for id in opf:gmatch('<itemref%s[^>]*idref="([^"]*)"') do
  table.insert(order, paths[id])
end

local items = {}
for _, path in ipairs(order) do
  local entry = contents['EPUB/' .. path]
  for span in (entry and entry:contents() or ''):gmatch('<span%s[^>]*>') do
    local id, label = span:match('%sid="([^"]*)"'), span:match('%saria%-label="([^"]*)"')
    if id and label and span:match('epub:type="pagebreak"') then
      table.insert(items, ('<li><a href="%s#%s">%s</a></li>'):format(path, id, label))
    end
  end
end

local page = archive.entries[navigation]:contents()
page = page:gsub('<nav epub:type="page%-list".-</nav>\n?', '')
if #items > 0 then
  local list = '<nav epub:type="page-list" role="doc-pagelist" hidden="hidden"><ol>' .. table.concat(items) .. '</ol></nav>\n'
  page = page:gsub('</body>', function(tag)
    return list .. tag
  end)
end

-- All other entries stay as they are: the first must not be compressed.
local entries = archive.entries
entries[navigation] = pandoc.zip.Entry('EPUB/nav.xhtml', page)
local output = io.open(file .. '.part', 'wb')
if not output or not output:write(pandoc.zip.Archive(entries):bytestring()) or not output:close() then
  fail(file .. ': cannot be written')
end
os.remove(file)
local renamed, reason = os.rename(file .. '.part', file)
if not renamed then
  fail(reason)
end

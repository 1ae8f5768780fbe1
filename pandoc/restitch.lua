-- Reads raw text that a PDF extractor printed, as a format of pandoc's:
--
--     pandoc -f restitch.lua brief.txt -o brief.docx
--     pandoc -f restitch.lua+pages+mark_doubts brief.txt -o brief.epub
--     pandoc -f restitch.lua chapters/*.txt -o book.epub
--
-- The work is done by the program `restitch`: the one that the variable RESTITCH of the environment names, or the one on
-- the path. RESTITCH_OPTIONS holds more options for it, parted by spaces (`--decisions=brief.decisions.toml`).
--
-- Title, authors and date that one text tells are given as metadata, for a title page. Of several files each is a
-- chapter: it begins with a heading of level 1, made of the file's name where the text has not exactly one of that level,
-- at its start; and the identifiers of its headings and pages begin with that name. A `restitch.toml` in the folder of a
-- file, or above it, holds for it.
--
-- For pandoc 3, and for pandoc 2.17 to 2.19, which give text where it is UTF-8 alone.

PANDOC_VERSION:must_be_at_least('2.17')

Extensions = {
  pages = false, -- mark where the pages of the source begin
  mark_doubts = false, -- put notes and links whose place is a judgement into spans of the class `inferred`
}

local API = table.concat({ PANDOC_API_VERSION[1], PANDOC_API_VERSION[2] }, '.')

-- How many files have been read.
local count = 0

local function is_on(opts, name)
  for _, extension in ipairs(opts and opts.extensions or {}) do
    if extension == name then
      return true
    end
  end
  return false
end

-- The command line, and what goes into its standard input: a file is read by restitch itself, which then also finds
-- what lies beside it.
local function arguments(file, text, opts)
  local args = { '-t', 'pandoc', '--pandoc-api', API }
  if is_on(opts, 'pages') then
    table.insert(args, '--pages')
  end
  if is_on(opts, 'mark_doubts') then
    table.insert(args, '--mark-doubts')
  end
  -- A chapter keeps its title, whatever its folder's restitch.toml says.
  local alone = #(PANDOC_STATE.input_files or {}) <= 1
  table.insert(args, '--title-page=' .. tostring(alone))
  if PANDOC_STATE.verbosity == 'ERROR' then
    table.insert(args, '--quiet')
  end
  for option in (os.getenv('RESTITCH_OPTIONS') or ''):gmatch('%S+') do
    table.insert(args, option)
  end
  table.insert(args, '--')
  local handle = file and file ~= '-' and io.open(file, 'rb')
  if handle then
    handle:close()
    table.insert(args, file)
    return args, ''
  end
  table.insert(args, '-')
  return args, text
end

local function restore(file, text, opts)
  local program = os.getenv('RESTITCH') or 'restitch'
  local args, input = arguments(file, text, opts)
  local ran, result = pcall(pandoc.pipe, program, args, input)
  if ran then
    local read, doc = pcall(pandoc.read, result, 'json')
    if read then
      return doc
    end
    error(('what `%s` printed is not for this pandoc (%s); take the restitch that this reader came with'):format(program, tostring(doc)), 0)
  end
  local code = type(result) == 'table' and result.error_code
  if code and code ~= 127 then
    error(('restitch could not restore %s (exit code %s); what it said stands above'):format(file or 'the text', code), 0)
  end
  error(('the program `%s` could not be run; put restitch on the path, or its path into RESTITCH'):format(program), 0)
end

-- A name for a chapter: its file's, without folders, ending and number.
local function chapter_name(file)
  local stem = file:match('([^/\\]+)$'):gsub('%.[^.]*$', '')
  local name = stem:gsub('^%d+[-_. ]+', ''):gsub('[-_]+', ' ')
  return stem, name ~= '' and name or stem
end

-- Makes a chapter of a document among others.
local function chapter(doc, file)
  local stem, name = chapter_name(file)
  local prefix = pandoc.text and pandoc.text.lower(stem) or stem:lower()
  prefix = prefix:gsub('[%s"#<>]', '-') .. '-'
  local tops = doc.blocks:filter(function(block)
    return block.t == 'Header' and block.level == 1
  end)
  local first = doc.blocks:find_if(function(block)
    return block.t ~= 'Para' or #block.content > 0 and block.content[1].identifier == nil
  end)
  local shift = (#tops == 1 and first and first.t == 'Header' and first.level == 1) and 0 or 1
  local function named(element)
    if element.identifier ~= '' then
      element.identifier = prefix .. element.identifier
    end
    return element
  end
  local blocks = pandoc.walk_block(pandoc.Div(doc.blocks), {
    Span = named,
    Header = function(header)
      header.level = math.min(header.level + shift, 6)
      return named(header)
    end,
  }).content
  if shift == 1 then
    blocks:insert(1, pandoc.Header(1, pandoc.Inlines and pandoc.Inlines(name) or { pandoc.Str(name) }, { id = prefix .. 'chapter' }))
  end
  -- The title of the whole, its identifier and the rest are the book's own to say; the language is that of the first.
  return pandoc.Pandoc(blocks, count == 1 and { lang = doc.meta.lang } or {})
end

local function read(text, opts)
  count = count + 1
  local files = PANDOC_STATE.input_files or {}
  local file = files[count]
  local doc = restore(file, text, opts)
  return #files > 1 and chapter(doc, file) or doc
end

if PANDOC_VERSION[1] >= 3 then
  function ByteStringReader(bytes, opts)
    return read(bytes, opts)
  end
else
  function Reader(sources, opts)
    local doc = pandoc.Pandoc({})
    for _, source in ipairs(sources) do
      local part = read(source.text, opts)
      doc.blocks:extend(part.blocks)
      if count == 1 then
        doc.meta = part.meta
      end
    end
    return doc
  end
end

-- Shows in print what `--mark-doubts` marks: notes and links whose place is a judgement, not printed evidence.
--
--     restitch --mark-doubts -t pandoc brief.txt | pandoc -f json -L doubts.lua -o brief.docx
--
-- In Word's formats a raised question mark of the style `Inferred`, which can be set in the reference document, follows
-- them; LaTeX and typst get colour. HTML and EPUB need no filter: there the class `inferred` is for a style sheet.

local function styled(inlines)
  if FORMAT == 'docx' or FORMAT == 'odt' then
    local mark = pandoc.Span({ pandoc.Superscript({ pandoc.Str('?') }) }, { ['custom-style'] = 'Inferred' })
    local shown = pandoc.List(inlines)
    shown:insert(mark)
    return shown
  elseif FORMAT == 'latex' or FORMAT == 'beamer' then
    return { pandoc.RawInline('latex', '\\textcolor{red}{'), pandoc.Span(inlines), pandoc.RawInline('latex', '}') }
  elseif FORMAT == 'typst' then
    return { pandoc.RawInline('typst', '#text(fill: red)['), pandoc.Span(inlines), pandoc.RawInline('typst', ']') }
  end
end

function Span(span)
  if span.classes:includes('inferred') then
    return styled(span.content)
  end
end

function Link(link)
  if link.classes:includes('inferred') then
    link.classes = {}
    return styled({ link })
  end
end

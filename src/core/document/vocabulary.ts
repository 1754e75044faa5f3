/** The words that classify units, as far as they are known without a database; the live ones are in its dot_config. */
export interface Vocabulary {
  readonly unit_kinds: readonly string[];
  readonly section_types: readonly string[];
  readonly publication_types: readonly string[];
}

export const VOCABULARY: Vocabulary = {
  unit_kinds: ['law_unit', 'design_doc_section'],
  section_types: [
    'appendix',
    'article',
    'changelog',
    'checklist',
    'definition',
    'governance_process',
    'heading',
    'instruction_block',
    'paragraph',
    'principle',
    'process',
    'section',
    'technical_spec',
  ],
  publication_types: ['law', 'design_doc'],
};

/** A code of law of any size, built from the grammar of Vietnamese law: chapters, sections, articles, clauses, points. */
import { roman } from '../../src/core/document/roman.ts';

const SUBJECTS = ['Hồ sơ lưu trữ', 'Thời hạn', 'Trách nhiệm', 'Hiệu lực', 'Quyền truy cập', 'Kiểm tra', 'Bản sao'];
const SENTENCES = [
  'Cơ quan lưu trữ ghi rõ nguồn gốc của từng hồ sơ và người chịu trách nhiệm về nội dung của hồ sơ đó',
  'Thời hạn tính từ ngày hồ sơ được tiếp nhận; ngày nghỉ không được trừ khỏi thời hạn ấy',
  'Bản sao chỉ có giá trị khi trùng khớp từng chữ với bản gốc đang được lưu giữ tại kho',
  'Người phát hiện sai sót báo ngay cho người quản lý kho và không tự mình sửa chữa hồ sơ',
  'Việc kiểm tra do người không tham gia lập hồ sơ thực hiện, theo quy định của cơ quan quản lý',
];
const POINTS = ['a', 'b', 'c', 'd', 'đ'];

const CLAUSES = 3;
/** Units of one article at the leaf `diem`: the article, its clauses, and the points of the second of them. */
const UNITS_PER_ARTICLE = 1 + CLAUSES + POINTS.length;

const ARTICLES_PER_CHAPTER = 100;

const pick = (list: readonly string[], number: number): string => list[number % list.length] as string;

/**
 * One article a piece, with the headings above it. A chapter has a hundred articles; articles are numbered throughout.
 * With one sentence, a unit has 120 bytes, with three 335. Those of real law at the finest leaf: 280 in the Constitution
 * of Vietnam, 320 in the German Basic Law, 340 in a decree of 900 points, 440 in the German Civil Code.
 */
export function* codeText(articles: number, sentences = 1): Generator<string> {
  const said = (from: number): string =>
    Array.from({ length: sentences }, (_, at) => pick(SENTENCES, from + 2 * at)).join('. ');
  yield 'BỘ LUẬT LƯU TRỮ MẪU\n\n';
  for (let number = 1; number <= articles; number += 1) {
    const chapter = Math.floor((number - 1) / ARTICLES_PER_CHAPTER) + 1;
    let text = number % ARTICLES_PER_CHAPTER === 1 ? `Chương ${roman(chapter)}\nQUY ĐỊNH THỨ ${chapter}\n\n` : '';
    text += `Điều ${number}. ${pick(SUBJECTS, number)} số ${number}\n`;
    for (let clause = 1; clause <= CLAUSES; clause += 1) {
      const seed = number * 7 + clause;
      if (clause !== 2) text += `${clause}. ${said(seed)}, nhóm ${seed % 97}.\n`;
      else {
        text += `${clause}. ${said(seed)}, gồm:\n`;
        for (const [index, point] of POINTS.entries()) {
          text += `${point}) ${said(seed + index)}${index === POINTS.length - 1 ? '.' : ';'}\n`;
        }
      }
    }
    yield `${text}\n`;
  }
}

/** At least so many units at the leaf `diem`, beside those of chapters. */
export const codeOfUnits = (units: number): Generator<string> => codeText(articlesOf(units));

const articlesOf = (units: number): number => Math.ceil(units / UNITS_PER_ARTICLE);

/** The units it has, its chapters among them. */
export const unitsOfCode = (units: number): number =>
  articlesOf(units) * UNITS_PER_ARTICLE + Math.ceil(articlesOf(units) / ARTICLES_PER_CHAPTER);

/** At least so many bytes. */
export function codeOfBytes(bytes: number, sentences = 1): string {
  const pieces: string[] = [];
  let size = 0;
  for (const piece of codeText(Number.MAX_SAFE_INTEGER, sentences)) {
    pieces.push(piece);
    size += Buffer.byteLength(piece);
    if (size >= bytes) break;
  }
  return pieces.join('');
}

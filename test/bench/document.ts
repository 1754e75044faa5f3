/**
 * Documents of any number of units, one for each way to describe a document: a list of records in the profile of the
 * constitution, with bodies of about 300 bytes, and the outline of a code of law.
 */
import { codeOfUnits, unitsOfCode } from '../support/synthetic-code.ts';

export type Engine = 'records' | 'outline';

const OPENINGS = [
  'Mỗi đơn vị tri thức phải ghi rõ văn bản nguồn và người chịu trách nhiệm về nội dung.',
  'Người có thẩm quyền xem xét toàn văn trước khi quyết định và ghi lại lý do của mình.',
  'Tác tử phần mềm chỉ thi hành phần việc được giao, đúng như nội dung đã được phê chuẩn.',
  'Mọi thay đổi đối với sổ ghi đều được lưu lại, kể cả những thay đổi đã bị bác bỏ.',
  'Khi hai quy định khác nhau về cùng một việc thì áp dụng quy định có hiệu lực cao hơn.',
];
const MIDDLES = [
  'Việc kiểm tra được thực hiện độc lập với việc thi hành, bởi người không tham gia soạn thảo.',
  'Thời hạn tính từ ngày văn bản được công bố; ngày nghỉ không được trừ khỏi thời hạn ấy.',
  'Không một điều khoản nào được hiểu theo cách làm mất hiệu lực của nguyên tắc đã nêu ở trên.',
  'Bản sao chỉ có giá trị khi trùng khớp từng chữ với bản gốc đang được lưu giữ tại kho.',
  'Ai phát hiện sai sót thì báo ngay cho người quản lý kho và không tự mình sửa chữa.',
  'Dữ liệu dùng làm căn cứ phải còn truy được về nguồn vào thời điểm ra quyết định.',
  'Quyền truy cập được cấp theo công việc, có thời hạn, và được thu hồi khi công việc kết thúc.',
];
const SUBJECTS = ['Nguồn gốc', 'Trách nhiệm', 'Kiểm tra độc lập', 'Thời hạn', 'Lưu giữ', 'Hiệu lực', 'Truy cập'];

const pick = (list: readonly string[], number: number): string => list[number % list.length] as string;

export const documentText = (units: number, engine: Engine): Generator<string> =>
  engine === 'records' ? recordsText(units) : codeOfUnits(units);

function* recordsText(units: number): Generator<string> {
  yield '# Bộ quy định dùng để đo\n\n## ✅ Phần I. Quy định chung\n\n';
  for (let number = 1; number <= units; number += 1) {
    yield [
      `### Điều ${number}. ${pick(SUBJECTS, number)} của hồ sơ số ${number}`,
      pick(OPENINGS, number),
      pick(MIDDLES, number),
      `Hồ sơ số ${number} thuộc nhóm ${1 + (number % 97)}, do đơn vị lưu trữ ghi và giữ.`,
      '',
      '',
    ].join('\n');
  }
}

export const prefixOf = (units: number, engine: Engine = 'records'): string =>
  `${engine === 'records' ? 'BENCH' : 'CODE'}-${units}`;

const PROFILE: Readonly<Record<Engine, string>> = {
  records: 'profile: constitution/1',
  outline: 'profile: vn-law/1\nleaf: diem',
};

/** Exactly so many units for records; for the outline whole articles, so a few more. */
const madeUnits = (units: number, engine: Engine): number => (engine === 'records' ? units : unitsOfCode(units));

export const cutText = (units: number, engine: Engine): string => `format: cutter.cut/1
name: ${prefixOf(units, engine).toLowerCase()}
author: author@example.org
document: document.md
${PROFILE[engine]}
prefix: ${prefixOf(units, engine)}
scope: enacted_only
writer: direct
owner: incomex_council
publication:
  type: law
  authority: incomex_council
expect:
  units: ${madeUnits(units, engine)}
  statements: ${3 * madeUnits(units, engine)}
`;

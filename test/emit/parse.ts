import ts from 'typescript';
import { expect } from 'vitest';

/** Parses TypeScript that must have no syntax error. */
export function parse(text: string): ts.SourceFile {
  const file = ts.createSourceFile('emitted.ts', text, ts.ScriptTarget.ESNext, true);
  const { parseDiagnostics } = file as ts.SourceFile & { parseDiagnostics: ts.Diagnostic[] };
  expect(parseDiagnostics.map(({ messageText }) => messageText)).toEqual([]);
  return file;
}

/** Returns the value of a literal expression. */
export function valueOf(node: ts.Node): unknown {
  if (ts.isLiteralTypeNode(node)) return valueOf(node.literal);
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node)) return -Number(node.operand.getText());
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isTupleTypeNode(node)) return node.elements.map(valueOf);
  if (ts.isTypeReferenceNode(node) && node.getText() === 'Record<string, never>') return {};
  if (ts.isTypeLiteralNode(node))
    return Object.fromEntries(
      node.members.map((member) => {
        if (!ts.isPropertySignature(member) || member.type === undefined) throw new Error(member.getText());
        return [nameOf(member.name), valueOf(member.type)];
      }),
    );
  throw new Error(`${ts.SyntaxKind[node.kind]}: ${node.getText()}`);
}

function nameOf(name: ts.PropertyName): string {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name)) return name.text;
  throw new Error(name.getText());
}

/** Returns the type of the only alias in a text. */
export function aliasIn(text: string): ts.TypeNode {
  const [statement, ...others] = parse(text).statements;
  expect(others).toEqual([]);
  if (statement === undefined || !ts.isTypeAliasDeclaration(statement)) throw new Error(text);
  return statement.type;
}
